package dev.carillon.embedded.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something that another process does, by asking again and again. */
public final class Await {
  private static final long PERIOD_NANOS = 40_000_000;

  private Await() {}

  /** Waits until the condition holds; a condition that throws ends the wait. */
  public static void until(Duration limit, Supplier<String> what, Callable<Boolean> condition) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("Not within " + limit + ": " + what.get());
        }
        LockSupport.parkNanos(PERIOD_NANOS);
      }
    } catch (Exception e) {
      throw new AssertionError("While waiting for " + what.get(), e);
    }
  }
}
