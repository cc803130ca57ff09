package dev.carillon.testkit;

import dev.carillon.async.time.Clocks;
import java.time.Duration;
import java.time.Instant;

/** Clocks that stand still until a test moves them. */
public final class ManualClock implements Clocks {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long nanos;

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  /** Lets time pass. */
  public synchronized void advance(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  /** Moves the wall clock alone, as an operator or a time server may. */
  public synchronized void jump(Duration by) {
    now = now.plus(by);
  }
}
