/**
 * What Vert.x counts of a process. Its own meters look up each of their series at each request; for
 * HTTP servers they are found by the status here.
 */
@NullMarked
package dev.carillon.launcher.meter;

import org.jspecify.annotations.NullMarked;
