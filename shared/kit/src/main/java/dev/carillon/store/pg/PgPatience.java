package dev.carillon.store.pg;

import dev.carillon.config.ConfigSource;
import java.time.Duration;

/**
 * How long a database may keep us waiting.
 *
 * @param reach for a packet, a new connection or a login, before the peer counts as gone; at least
 *     a second
 * @param silence for the answer to a statement, on top of the time after which the server gives the
 *     statement up; then the connection is ended
 * @param migration for the locks of a migration, all in all, before a start is given up
 */
public record PgPatience(Duration reach, Duration silence, Duration migration) {
  /** Without settings. */
  public static final PgPatience USUAL =
      new PgPatience(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(2));

  /**
   * Reads {@code CARILLON_PG_REACH}, {@code CARILLON_PG_SILENCE}, {@code CARILLON_MIGRATION_WAIT}.
   */
  static PgPatience read(ConfigSource config) {
    return new PgPatience(
        config.duration(
            "CARILLON_PG_REACH", USUAL.reach, Duration.ofSeconds(1), Duration.ofMinutes(1)),
        config.duration(
            "CARILLON_PG_SILENCE", USUAL.silence, Duration.ofMillis(100), Duration.ofMinutes(1)),
        config.duration(
            "CARILLON_MIGRATION_WAIT",
            USUAL.migration,
            Duration.ofSeconds(2),
            Duration.ofHours(1)));
  }
}
