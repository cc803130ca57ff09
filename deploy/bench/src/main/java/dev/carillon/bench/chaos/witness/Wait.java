package dev.carillon.bench.chaos.witness;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The harness lets time pass: troubles and clients are on the clock of the wall. */
public final class Wait {
  private Wait() {}

  /** For so many milliseconds. */
  public static void millis(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
