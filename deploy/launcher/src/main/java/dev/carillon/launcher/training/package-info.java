/**
 * A start for the JVM's ahead-of-time cache to be recorded from. What enters is an empty folder;
 * nothing of a user's settings does.
 */
@NullMarked
package dev.carillon.launcher.training;

import org.jspecify.annotations.NullMarked;
