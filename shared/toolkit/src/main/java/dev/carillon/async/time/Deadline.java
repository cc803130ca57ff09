package dev.carillon.async.time;

import java.time.Duration;

/**
 * The moment by which an answer must be there, on this process's monotonic clock. It cannot leave
 * the process: what travels is {@link #remainingMillis}.
 *
 * <pre>{@code
 * Deadline deadline = Deadline.in(Duration.ofSeconds(2), clocks);
 * long left = deadline.remainingMillis(clocks);
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>: a value. <b>Cancellation</b>: a {@code Cancellation} may carry
 * one. <b>Failure</b>: none of its own.
 *
 * @param nanos the moment, on the scale of {@link Clocks#nanos()}
 */
public record Deadline(long nanos) {

  /** A deadline that lies {@code duration} ahead, a hundred years at most. */
  public static Deadline in(Duration duration, Clocks clocks) {
    return new Deadline(clocks.nanos() + Durations.nanos(duration));
  }

  /** What is left, in milliseconds; zero or less when it has passed. */
  public long remainingMillis(Clocks clocks) {
    return (nanos - clocks.nanos()) / 1_000_000;
  }
}
