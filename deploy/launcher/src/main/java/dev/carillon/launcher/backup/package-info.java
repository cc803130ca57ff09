/**
 * The commands that write all data into a file and bring it back. They work on the databases
 * themselves, beside running services or without any; what rows mean is asked of the services' own
 * classes.
 */
@NullMarked
package dev.carillon.launcher.backup;

import org.jspecify.annotations.NullMarked;
