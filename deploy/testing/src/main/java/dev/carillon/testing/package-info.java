/**
 * Carillon within the JVM of somebody's tests: services, databases and a mail inbox. What a test of
 * another team needs may enter; our own tests have kits of their own.
 */
@NullMarked
package dev.carillon.testing;

import org.jspecify.annotations.NullMarked;
