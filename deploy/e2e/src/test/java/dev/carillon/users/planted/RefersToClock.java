package dev.carillon.users.planted;

import java.time.Instant;
import java.util.function.Supplier;

/** Breaks "time and environment have their places" by a reference instead of a call. */
record RefersToClock(Supplier<Instant> clock) {
  RefersToClock() {
    this(Instant::now);
  }
}
