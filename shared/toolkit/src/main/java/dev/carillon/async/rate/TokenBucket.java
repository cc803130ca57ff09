package dev.carillon.async.rate;

import java.time.Duration;

/**
 * A bucket that holds up to {@code burst} tokens and is refilled evenly; a call takes one. Allows
 * bursts, and in the long run one call per {@code interval}. Kept in whole nanoseconds (the virtual
 * scheduling form of the generic cell rate algorithm, ITU-T I.371), so that nothing is rounded
 * away.
 *
 * <pre>{@code
 * Limit tenPerSecondTwentyAtOnce = new TokenBucket(Duration.ofMillis(100), 20);
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>, <b>Cancellation</b>, <b>Failure</b>: as {@link Limit}.
 */
public final class TokenBucket implements Limit {
  private final long interval;
  private final long tolerance;
  private long arrival;
  private boolean used;

  /**
   * A full bucket.
   *
   * @param interval the time in which one token comes back
   * @param burst how many tokens it holds, at least one
   */
  public TokenBucket(Duration interval, int burst) {
    if (burst < 1 || interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("One per " + interval + ", " + burst + " at once");
    }
    this.interval = interval.toNanos();
    this.tolerance = Math.multiplyExact(this.interval, burst - 1L);
  }

  @Override
  public long request(long now) {
    if (!used) {
      used = true;
      arrival = now;
    }
    long due = Math.max(arrival - now, 0);
    if (due > tolerance) {
      return due - tolerance;
    }
    arrival = now + due + interval;
    return 0;
  }
}
