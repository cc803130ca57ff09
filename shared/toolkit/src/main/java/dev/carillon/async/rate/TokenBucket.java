package dev.carillon.async.rate;

import dev.carillon.async.time.Durations;
import java.time.Duration;

/**
 * A bucket that holds up to {@code burst} tokens and is refilled evenly; a call takes one. Allows
 * bursts, and in the long run one call per {@code interval}. Whole tokens and the moment at which
 * the last one came back are kept, in nanoseconds, so that nothing is rounded away and no product
 * of the two can overflow.
 *
 * <pre>{@code
 * TokenBucket tenPerSecondTwentyAtOnce = new TokenBucket(Duration.ofMillis(100), 20);
 * boolean granted = tenPerSecondTwentyAtOnce.take(15, clocks.nanos()); // all 15, or none is gone
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>, <b>Cancellation</b>, <b>Failure</b>: as {@link Limit}.
 */
public final class TokenBucket implements Limit {
  private final long interval;
  private final int burst;
  private int tokens;
  private long refilled;

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
    this.interval = Durations.nanos(interval);
    this.burst = burst;
    this.tokens = burst;
  }

  @Override
  public long request(long now) {
    refill(now);
    if (tokens == 0) {
      return interval - (now - refilled);
    }
    tokens--;
    return 0;
  }

  /**
   * Takes several tokens, or none: what is refused costs nothing, so that whoever asks for too many
   * does not starve those who ask for few. More than the bucket holds are always refused. Whoever
   * waits for many has no claim to what comes back meanwhile.
   *
   * @param count how many, not negative
   * @return whether they were taken
   */
  public boolean take(int count, long now) {
    if (count < 0) {
      throw new IllegalArgumentException("Takes " + count);
    }
    refill(now);
    if (count > tokens) {
      return false;
    }
    tokens -= count;
    return true;
  }

  /** How many tokens there were at the last request, behind it. */
  public int left() {
    return tokens;
  }

  private void refill(long now) {
    long back = tokens == burst ? 0 : (now - refilled) / interval;
    if (back >= burst - tokens) { // full: the time that it has been so brings nothing
      tokens = burst;
      refilled = now;
    } else if (back > 0) {
      tokens += (int) back;
      refilled += back * interval;
    }
  }
}
