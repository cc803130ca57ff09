package dev.carillon.async.loop;

import dev.carillon.async.time.Durations;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long a {@link Loop} rests after a pass. Lives on the context of its loop. */
final class Rests {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration AFTER_FAILURES = Duration.ofSeconds(2);

  /** A rest that eases is at most this part of the time in which there was nothing to do. */
  private static final int PART_OF_IDLE = 10;

  /** Where nobody else leaves anything it is as long as that time. */
  private static final int PART_ALONE = 1;

  private final String name;
  private final LongSupplier plain;
  private long eased;
  private int part = PART_OF_IDLE;
  private long idleMillis;
  private long easedAtMost = Long.MAX_VALUE;

  Rests(String name, LongSupplier plain) {
    this.name = name;
    this.plain = plain;
  }

  void ease(Duration most, boolean alone) {
    eased = most.toMillis();
    part = alone ? PART_ALONE : PART_OF_IDLE;
  }

  void atMost(Duration rest) {
    easedAtMost = rest.toMillis();
  }

  /** There was something to do. */
  void stir() {
    idleMillis = 0;
  }

  /** That of a loop that has something to do, but for jitter. */
  Duration plain() {
    try {
      return Duration.ofMillis(Math.max(1, plain.getAsLong()));
    } catch (RuntimeException e) {
      LOG.warn("{}: the length of its rest is not known; resting {}", name, AFTER_FAILURES, e);
      return AFTER_FAILURES;
    }
  }

  /** After a pass that found nothing, or after so many that failed. */
  Duration next(int failures) {
    long idle = Math.min(easedAtMost, Math.min(eased, idleMillis / part));
    easedAtMost = Long.MAX_VALUE;
    long millis = Math.max(plain().toMillis(), idle);
    long most = Math.max(millis, AFTER_FAILURES.toMillis());
    long next = Durations.doubled(millis, failures, most);
    idleMillis = failures == 0 ? idleMillis + next : 0;
    return Duration.ofMillis(next);
  }
}
