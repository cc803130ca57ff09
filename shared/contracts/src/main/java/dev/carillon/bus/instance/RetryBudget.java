package dev.carillon.bus.instance;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds what repetitions add to the load when everybody is slow: a fifth of the requests may be
 * repeated, and some more after a calm time (the "retry budget" of Finagle). Thread-safe.
 */
final class RetryBudget {
  private static final int COST = 5;
  private static final int MOST = COST * 500;

  private final AtomicInteger credit = new AtomicInteger(MOST);

  /** A request that may be repeated begins. */
  void earn() {
    if (credit.get() < MOST) {
      credit.incrementAndGet();
    }
  }

  /** Whether one more repetition is within the budget; takes it. */
  boolean take() {
    int left = credit.get();
    while (left >= COST) {
      if (credit.compareAndSet(left, left - COST)) {
        return true;
      }
      left = credit.get();
    }
    return false;
  }
}
