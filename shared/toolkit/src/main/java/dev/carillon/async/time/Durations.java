package dev.carillon.async.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Durations as people read them.
 *
 * <pre>{@code
 * String text = Durations.text(Duration.ofMillis(1500)); // 1.5 s
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>, <b>Cancellation</b>, <b>Failure</b>: none; a function.
 */
public final class Durations {
  private static final long MILLIS_PER_SECOND = 1_000;
  private static final int DECIMALS = 3;

  private Durations() {}

  /** In milliseconds below a second, else in seconds; to the millisecond. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    return Math.abs(millis) < MILLIS_PER_SECOND
        ? millis + " ms"
        : BigDecimal.valueOf(millis)
                .divide(BigDecimal.valueOf(MILLIS_PER_SECOND), DECIMALS, RoundingMode.DOWN)
                .stripTrailingZeros()
                .toPlainString()
            + " s";
  }
}
