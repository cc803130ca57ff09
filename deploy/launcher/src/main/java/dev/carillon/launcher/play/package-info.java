/**
 * What may be done to a process whose servers are all its own: breaking it, and moving its
 * schedules. Only what {@code up} allows before services start may enter.
 */
@NullMarked
package dev.carillon.launcher.play;

import org.jspecify.annotations.NullMarked;
