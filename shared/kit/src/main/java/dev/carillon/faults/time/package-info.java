/**
 * The time machine: schedules of a process that was started to be played with may be judged by a
 * clock that is ahead. No other process offers it: there is no setting that would make it.
 */
@NullMarked
package dev.carillon.faults.time;

import org.jspecify.annotations.NullMarked;
