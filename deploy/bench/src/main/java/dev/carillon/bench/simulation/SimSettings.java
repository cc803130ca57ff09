package dev.carillon.bench.simulation;

import dev.carillon.notifier.domain.queue.QuietHours;
import dev.carillon.notifier.domain.queue.RetrySchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;

/** The settings of all nodes: what takes minutes takes seconds here. */
final class SimSettings {
  static final RetrySchedule RETRIES =
      new RetrySchedule(
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(4)),
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)),
          List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)),
          Duration.ofMinutes(1));

  /** On the database's clock, of the first day. */
  static final QuietHours QUIET = new QuietHours(LocalTime.of(0, 0, 9), LocalTime.of(0, 0, 16));

  private SimSettings() {}

  /** Whether it is night at a moment of that clock. */
  static boolean isNight(Instant moment) {
    LocalTime time = LocalTime.ofInstant(moment, ZoneOffset.UTC);
    return !time.isBefore(QUIET.from()) && time.isBefore(QUIET.to());
  }
}
