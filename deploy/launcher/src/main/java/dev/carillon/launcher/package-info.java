/** Starts Carillon: everything in one process, or services of a cluster. */
@NullMarked
package dev.carillon.launcher;

import org.jspecify.annotations.NullMarked;
