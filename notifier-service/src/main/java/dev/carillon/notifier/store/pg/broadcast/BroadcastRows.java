package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.contract.broadcasts.Broadcast;
import dev.carillon.contract.broadcasts.Misfire;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.broadcast.Due;
import dev.carillon.notifier.domain.broadcast.Schedule;
import io.vertx.sqlclient.Row;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes records of the rows of broadcasts. */
final class BroadcastRows {
  /** The last moment that both PostgreSQL and Java can represent here. */
  private static final OffsetDateTime NEVER =
      OffsetDateTime.of(9999, 12, 31, 23, 59, 59, 0, ZoneOffset.UTC);

  static final Instant LAST = NEVER.toInstant();
  private static final Logger LOG = LoggerFactory.getLogger(BroadcastRows.class);

  private BroadcastRows() {}

  /** With so many of its next times. */
  static Broadcast broadcast(Row row, int next) {
    boolean enabled = row.getBoolean("enabled");
    return new Broadcast(
        row.getString("name"),
        row.getString("topic"),
        Json.read(row.getString("payload"), Doc.class),
        every(row),
        row.getString("cron"),
        row.getString("zone"),
        misfire(row),
        maxAge(row),
        enabled,
        row.getLong("version"),
        row.getString("changed_by"),
        timeIfAny(row, "changed_at"),
        enabled ? next(row, next) : List.of());
  }

  /**
   * What the clock of schedules was moved past is not late: its last time until then fires. One
   * that a version before could read, and this one or its zones cannot, never fires again, and does
   * not keep the others.
   */
  static Due due(Row row) {
    Schedule schedule = schedule(row);
    if (schedule == null) {
      LOG.warn(
          "The broadcast {} fires no more until it is replaced: {} in {} cannot be read any more",
          row.getString("name"),
          row.getString("cron"),
          row.getString("zone"));
      return new Due(List.of(), Instant.MAX);
    }
    Instant dueAt = time(row, "next_at");
    Instant passed = timeIfAny(row, "passed_at");
    return passed == null
        ? Due.of(schedule, misfire(row), maxAge(row), dueAt, time(row, "now"))
        : Due.last(schedule, passed, dueAt);
  }

  /** Null for what is none any more. */
  private static @Nullable Schedule schedule(Row row) {
    try {
      return Schedule.of(every(row), row.getString("cron"), row.getString("zone"));
    } catch (Failure | DateTimeException unreadable) {
      return null;
    }
  }

  static OffsetDateTime offset(Instant moment) {
    return moment.isAfter(NEVER.toInstant()) ? NEVER : moment.atOffset(ZoneOffset.UTC);
  }

  static Instant time(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }

  private static @Nullable Instant timeIfAny(Row row, String column) {
    OffsetDateTime at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }

  private static List<Instant> next(Row row, int count) {
    Schedule schedule = schedule(row);
    if (schedule == null) {
      return List.of();
    }
    List<Instant> times = new ArrayList<>();
    Instant time = time(row, "next_at");
    while (times.size() < count && time.isBefore(NEVER.toInstant())) {
      times.add(time);
      time = schedule.after(time).orElse(Instant.MAX);
    }
    return times;
  }

  static @Nullable Duration every(Row row) {
    Long millis = row.getLong("every_millis");
    return millis == null ? null : Duration.ofMillis(millis);
  }

  private static Duration maxAge(Row row) {
    return Duration.ofMillis(row.getLong("max_age_millis"));
  }

  private static Misfire misfire(Row row) {
    return Misfire.valueOf(row.getString("misfire").toUpperCase(Locale.ROOT));
  }
}
