package dev.carillon.embedded.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for something that another process does, by asking again and again. */
public final class Await {
  private static final long PERIOD_NANOS = 40_000_000;

  private Await() {}

  /**
   * Waits until the condition holds. An assertion in it that fails is a condition that does not
   * hold yet, and is told if it never does; any other exception ends the wait.
   */
  public static void until(Duration limit, Supplier<String> what, Callable<Boolean> condition) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        AssertionError failed = null;
        try {
          if (condition.call()) {
            return;
          }
        } catch (AssertionError notYet) {
          failed = notYet;
        }
        if (System.nanoTime() > end) {
          throw new AssertionError("Not within " + limit + ": " + said(what), failed);
        }
        LockSupport.parkNanos(PERIOD_NANOS);
      }
    } catch (Exception e) {
      throw new AssertionError("While waiting for " + said(what), e);
    }
  }

  /** What is waited for may be asked of what fails. */
  private static String said(Supplier<String> what) {
    try {
      return what.get();
    } catch (AssertionError e) {
      return e.toString();
    }
  }
}
