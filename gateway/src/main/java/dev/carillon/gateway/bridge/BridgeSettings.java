package dev.carillon.gateway.bridge;

import dev.carillon.config.ConfigSource;
import java.time.Duration;

/**
 * The settings of the bridges; what both share with other live clients is in {@code LiveSettings}.
 *
 * @param host where the TCP bridge listens
 * @param port the same; 0 for no TCP bridge
 * @param requests of one connection at a time
 * @param idle how long a TCP client may send no whole frame
 */
public record BridgeSettings(String host, int port, int requests, Duration idle) {
  /** The setting of the TCP bridge's port. */
  public static final String PORT = "CARILLON_BRIDGE_PORT";

  /** Reads {@code CARILLON_BRIDGE_...}. */
  public static BridgeSettings read(ConfigSource config, String httpHost) {
    return new BridgeSettings(
        config.text("CARILLON_BRIDGE_HOST", httpHost),
        config.integer(PORT, 0, 0, 65_535),
        config.integer("CARILLON_BRIDGE_REQUESTS", 64, 1, 10_000),
        config.duration(
            "CARILLON_BRIDGE_IDLE",
            Duration.ofMinutes(1),
            Duration.ofMillis(100),
            Duration.ofHours(1)));
  }
}
