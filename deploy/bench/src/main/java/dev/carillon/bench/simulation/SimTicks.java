package dev.carillon.bench.simulation;

import dev.carillon.contract.broadcasts.Misfire;
import dev.carillon.notifier.domain.broadcast.Due;
import dev.carillon.notifier.domain.broadcast.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The row of a broadcast that fires every second, and how often each of its ticks was fired. */
final class SimTicks {
  private static final long EVERY = 1_000;
  private static final Schedule SCHEDULE = Schedule.of(Duration.ofMillis(EVERY), null, "UTC");

  private final Map<Long, Integer> fired = new TreeMap<>();
  private long next = EVERY;

  /** What is due at a moment of the database's clock. */
  Due due(long now) {
    return next > now
        ? new Due(List.of(), Instant.ofEpochMilli(next))
        : Due.of(
            SCHEDULE,
            Misfire.ALL,
            Duration.ofDays(1),
            Instant.ofEpochMilli(next),
            Instant.ofEpochMilli(now));
  }

  int fire(Due due) {
    due.fires().forEach(tick -> fired.merge(tick.toEpochMilli(), 1, Integer::sum));
    next = due.next().toEpochMilli();
    return due.fires().size();
  }

  /** Each tick up to now was fired once. */
  boolean areRight() {
    for (long tick = EVERY; tick < next; tick += EVERY) {
      if (fired.getOrDefault(tick, 0) != 1) {
        return false;
      }
    }
    return fired.size() == next / EVERY - 1;
  }

  @Override
  public String toString() {
    return fired.toString();
  }
}
