package dev.carillon.gateway.presence;

import dev.carillon.config.ConfigSource;
import java.time.Duration;

/**
 * The times of presence, and how many may be present on one gateway: a user on a topic is one
 * member, and so is a key on a topic, whatever the number of its connections.
 *
 * @param grace how long a user without a connection is still there
 * @param lease how long the members of a gateway are there of which nothing is heard
 * @param members of the gateway
 * @param perTopic members of one topic
 * @param perKey members that are a key or have come with tokens of it
 * @param perUser topics on which one user is there
 */
public record PresenceSettings(
    Duration grace, Duration lease, int members, int perTopic, int perKey, int perUser) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST = 10_000_000;

  /** Reads {@code CARILLON_LIVE_PRESENCE_...}; what is wrong is reported with the others. */
  public static PresenceSettings read(ConfigSource config) {
    return new PresenceSettings(
        config.duration(
            "CARILLON_LIVE_PRESENCE_GRACE", Duration.ofSeconds(5), Duration.ZERO, LONGEST),
        config.duration("CARILLON_LIVE_PRESENCE_LEASE", Duration.ofSeconds(10), SHORTEST, LONGEST),
        config.integer("CARILLON_LIVE_PRESENCE_MEMBERS", 200_000, 1, MOST),
        config.integer("CARILLON_LIVE_PRESENCE_PER_TOPIC", 50_000, 1, MOST),
        config.integer("CARILLON_LIVE_PRESENCE_PER_KEY", 100_000, 1, MOST),
        config.integer("CARILLON_LIVE_PRESENCE_PER_USER", 200, 1, MOST));
  }
}
