package dev.carillon.async.time;

import java.time.Instant;

/** The clocks of this machine. */
enum SystemClocks implements Clocks {
  INSTANCE;

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
