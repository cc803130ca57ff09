package dev.carillon.async.lincheck;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import java.time.Instant;

/** A time that stands still: nothing here waits with a limit. */
final class Never {
  static final Timers TIMERS =
      (delay, action) -> {
        throw new AssertionError("no timer is needed");
      };

  static final Clocks CLOCKS =
      new Clocks() {
        @Override
        public Instant now() {
          return Instant.EPOCH;
        }

        @Override
        public long nanos() {
          return 0;
        }
      };

  private Never() {}
}
