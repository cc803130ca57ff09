package dev.carillon.async.time;

import java.time.Instant;

/**
 * The two clocks of a process. {@link #now()} is the wall clock and may jump; {@link #nanos()} only
 * ever goes forward and is what deadlines are made of. Tests pass a manual one.
 *
 * <pre>{@code
 * Clocks system = Clocks.system();
 * long began = system.nanos();
 * Duration took = Duration.ofNanos(system.nanos() - began);
 * }</pre>
 *
 * <p><b>Order</b>: nanos never go back. <b>Threads</b>: safe from any. <b>Cancellation</b>,
 * <b>Failure</b>: none.
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
