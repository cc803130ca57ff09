package dev.carillon.faults.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Where the clock of schedules is.
 *
 * @param shift by how much it is ahead, from zero to 400 days
 * @param now what it shows
 */
public record TimeShift(Duration shift, Instant now) {}
