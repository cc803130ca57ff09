package dev.carillon.async.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Durations as numbers that never overflow, and as people read them. A duration may be longer than
 * any number of nanoseconds can say ({@code ChronoUnit.FOREVER}); here it is a hundred years then,
 * in either direction, so that moments can be made of it and compared without an overflow.
 *
 * <pre>{@code
 * long nanos = Durations.nanos(Duration.ofSeconds(Long.MAX_VALUE)); // a hundred years
 * String text = Durations.text(Duration.ofMillis(1500)); // 1.5 s
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>, <b>Cancellation</b>, <b>Failure</b>: none; functions.
 */
public final class Durations {
  private static final Duration LONGEST = Duration.ofDays(36_525);
  private static final Duration LONGEST_AGO = LONGEST.negated();
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final int DECIMALS = 3;

  private Durations() {}

  /** In nanoseconds; a hundred years at most. */
  public static long nanos(Duration duration) {
    return bounded(duration).toNanos();
  }

  /** In whole milliseconds, rounded down; a hundred years at most. */
  public static long millis(Duration duration) {
    return bounded(duration).toMillis();
  }

  /** In whole milliseconds, rounded up, so that nothing is early; a hundred years at most. */
  public static long millisUp(Duration duration) {
    return Math.ceilDiv(nanos(duration), NANOS_PER_MILLI);
  }

  /**
   * The value doubled so many times, as a back-off grows; at most {@code most}.
   *
   * @param value zero or more
   */
  public static long doubled(long value, int times, long most) {
    return times >= Long.numberOfLeadingZeros(value) - 1 && value > 0
        ? most
        : Math.min(value << times, most);
  }

  /** In milliseconds below a second, else in seconds; to the millisecond. */
  public static String text(Duration duration) {
    long millis = millis(duration);
    return Math.abs(millis) < MILLIS_PER_SECOND
        ? millis + " ms"
        : BigDecimal.valueOf(millis)
                .divide(BigDecimal.valueOf(MILLIS_PER_SECOND), DECIMALS, RoundingMode.DOWN)
                .stripTrailingZeros()
                .toPlainString()
            + " s";
  }

  private static Duration bounded(Duration duration) {
    if (duration.compareTo(LONGEST) > 0) {
      return LONGEST;
    }
    return duration.compareTo(LONGEST_AGO) < 0 ? LONGEST_AGO : duration;
  }
}
