package dev.carillon.notifier.mail;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When to try again: exponential back-off with full jitter (the delay is uniform between zero and a
 * ceiling that doubles with each attempt), as in the AWS Architecture Blog's "Exponential Backoff
 * And Jitter".
 *
 * @param first the ceiling after the first attempt
 * @param longest the highest ceiling
 * @param attempts how many attempts a mail gets in all
 */
public record RetrySchedule(Duration first, Duration longest, int attempts) {
  /** Two seconds doubling to ten minutes, twelve attempts: about half an hour. */
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(Duration.ofSeconds(2), Duration.ofMinutes(10), 12);

  private static final int MAX_DOUBLINGS = 30;

  /** Whether a mail whose attempt {@code number} (from 1) failed gets another one. */
  public boolean allowsAfter(int number) {
    return number < attempts;
  }

  /**
   * The wait after attempt {@code number}.
   *
   * @param random gives a value from 0 (included) to 1 (excluded)
   */
  public Duration delayAfter(int number, DoubleSupplier random) {
    long ceiling = first.toMillis() << Math.min(number - 1, MAX_DOUBLINGS);
    long bounded = Math.min(ceiling < 0 ? Long.MAX_VALUE : ceiling, longest.toMillis());
    return Duration.ofMillis((long) (bounded * random.getAsDouble()));
  }
}
