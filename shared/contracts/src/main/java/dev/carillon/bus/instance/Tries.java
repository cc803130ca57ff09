package dev.carillon.bus.instance;

import java.time.Duration;

/**
 * How often a request may be made in all, each time of another instance, and how long an instance
 * may take before the next one is asked as well. Only for what may safely be done twice: reads, and
 * writes that come with an idempotency key.
 *
 * @param times at most so many instances are asked; 1 for what is never repeated
 * @param perTry after so long without an answer the next one is asked; the first one may still
 *     answer
 * @param needsKey whether only a call with an idempotency key may be repeated
 */
public record Tries(int times, Duration perTry, boolean needsKey) {
  /** For what must not be done twice. */
  public static final Tries ONCE = new Tries(1, Duration.ofDays(1), true);

  public Tries {
    if (times < 1 || perTry.isNegative() || perTry.isZero()) {
      throw new IllegalArgumentException(times + " tries of " + perTry);
    }
  }

  /** How often a call may be tried. */
  public int of(boolean hasKey) {
    return needsKey && !hasKey ? 1 : times;
  }
}
