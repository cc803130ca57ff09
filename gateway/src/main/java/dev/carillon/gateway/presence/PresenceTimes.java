package dev.carillon.gateway.presence;

import dev.carillon.config.ConfigSource;
import java.time.Duration;

/**
 * The times of presence.
 *
 * @param grace how long a user without a connection is still there
 * @param lease how long the members of a gateway are there of which nothing is heard
 */
public record PresenceTimes(Duration grace, Duration lease) {
  /** What holds where nothing is set. */
  static final PresenceTimes USUAL =
      new PresenceTimes(Duration.ofSeconds(5), Duration.ofSeconds(10));

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Reads {@code CARILLON_LIVE_PRESENCE_...}; what is wrong is reported with the others. */
  public static PresenceTimes read(ConfigSource config) {
    return new PresenceTimes(
        config.duration("CARILLON_LIVE_PRESENCE_GRACE", USUAL.grace, Duration.ZERO, LONGEST),
        config.duration("CARILLON_LIVE_PRESENCE_LEASE", USUAL.lease, SHORTEST, LONGEST));
  }
}
