package dev.carillon.async.retry;

import dev.carillon.async.time.Durations;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How often to try, and how long to wait in between.
 *
 * <pre>{@code
 * RetryPolicy often = new RetryPolicy.Exponential(5, Duration.ofMillis(100), Duration.ofSeconds(5));
 * Duration wait = often.delayAfter(1, () -> 0.5); // 50 ms: half of the first ceiling
 * }</pre>
 *
 * <p><b>Order</b>: attempts count from 1. <b>Threads</b>: values. <b>Cancellation</b>,
 * <b>Failure</b>: see {@link Retry}.
 */
public sealed interface RetryPolicy {
  /** How many attempts in all, at least one. */
  int attempts();

  /**
   * The wait after a failed attempt.
   *
   * @param attempt the attempt that failed, from 1
   * @param random gives a value from 0 (included) to 1 (excluded)
   */
  Duration delayAfter(int attempt, DoubleSupplier random);

  private static void atLeastOne(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException(attempts + " attempts");
    }
  }

  /** One attempt, no more. */
  record Never() implements RetryPolicy {
    @Override
    public int attempts() {
      return 1;
    }

    @Override
    public Duration delayAfter(int attempt, DoubleSupplier random) {
      return Duration.ZERO;
    }
  }

  /** Always the same wait. */
  record Fixed(int attempts, Duration delay) implements RetryPolicy {
    public Fixed {
      atLeastOne(attempts);
    }

    @Override
    public Duration delayAfter(int attempt, DoubleSupplier random) {
      return delay;
    }
  }

  /**
   * Exponential back-off with full jitter: uniform between zero and a ceiling that doubles with
   * each attempt, from {@code first} up to {@code longest} (AWS Architecture Blog, "Exponential
   * Backoff And Jitter").
   */
  record Exponential(int attempts, Duration first, Duration longest) implements RetryPolicy {
    public Exponential {
      atLeastOne(attempts);
    }

    @Override
    public Duration delayAfter(int attempt, DoubleSupplier random) {
      long ceiling =
          Durations.doubled(Durations.nanos(first), attempt - 1, Durations.nanos(longest));
      return Duration.ofNanos((long) (ceiling * random.getAsDouble()));
    }
  }
}
