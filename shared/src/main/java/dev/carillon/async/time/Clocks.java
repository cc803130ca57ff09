package dev.carillon.async.time;

import java.time.Instant;

/**
 * The two clocks of a process. {@link #now()} is the wall clock and may jump; {@link #nanos()} only
 * ever goes forward and is what deadlines are made of. Tests pass a manual one.
 */
public interface Clocks {
  /** The time of day. */
  Instant now();

  /** Nanoseconds since some fixed point; only differences mean anything. */
  long nanos();

  /** The clocks of this machine. */
  static Clocks system() {
    return SystemClocks.INSTANCE;
  }
}
