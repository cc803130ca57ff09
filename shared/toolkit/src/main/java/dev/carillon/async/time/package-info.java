/**
 * Clocks, timers, the scheduler, deadlines and time-ordered ids. The only place that reads a clock.
 */
@NullMarked
package dev.carillon.async.time;

import org.jspecify.annotations.NullMarked;
