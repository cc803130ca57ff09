package dev.carillon.gateway.limits;

import dev.carillon.config.ConfigSource;

/**
 * The settings of the limits, each for one gateway process.
 *
 * @param connections of one address at a time
 * @param requestsOfKey of one key at a time
 * @param requests of all together at a time
 * @param tasks of one key at a time
 * @param perSecond requests of one key in a second; 0 for no limit
 * @param openPerSecond requests of one address to the paths without a key in a second; 0 for no
 *     limit
 */
public record Bounds(
    int connections, int requestsOfKey, int requests, int tasks, int perSecond, int openPerSecond) {
  private static final int MOST = 1_000_000;

  /** Reads them. */
  public static Bounds read(ConfigSource config) {
    return new Bounds(
        config.integer("CARILLON_CONNECTIONS_PER_ADDRESS", 512, 1, MOST),
        config.integer("CARILLON_REQUESTS_PER_KEY", 256, 1, MOST),
        config.integer("CARILLON_REQUESTS", 4_096, 1, MOST),
        config.integer("CARILLON_TASKS_PER_KEY", 128, 1, MOST),
        config.integer("CARILLON_RATE_LIMIT", 0, 0, MOST),
        config.integer("CARILLON_OPEN_RATE_LIMIT", 50, 0, MOST));
  }
}
