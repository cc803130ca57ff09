package dev.carillon.gateway;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.keys.KeyBounds;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Origins;
import dev.carillon.gateway.ws.limits.LiveSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * The settings of the gateway.
 *
 * @param keys those of the key file
 * @param keyBounds how those of the table are checked
 * @param port where to listen; all instances share it
 * @param instances how many event loops serve
 * @param inbox whether a local inbox runs and has its route
 * @param playground whether the guide's paths are there
 * @param upstreams hosts that {@code /fetch} may ask
 * @param perSecond requests per second and key, 0 for no limit
 * @param idle how long a connection may stay on which nothing goes either way
 * @param live the limits of WebSockets
 */
record GatewayConfig(
    String host,
    int port,
    ApiKeys keys,
    KeyBounds keyBounds,
    Origins origins,
    int instances,
    boolean inbox,
    boolean playground,
    Set<String> upstreams,
    int perSecond,
    Duration idle,
    LiveSettings live) {
  private static final int DEFAULT_PORT = 8080;
  private static final Duration DEFAULT_IDLE = Duration.ofSeconds(30);
  private static final int MAX_PER_SECOND = 1_000_000;

  static GatewayConfig read(ConfigSource config, int eventLoops) {
    String host = config.text("CARILLON_HTTP_HOST", "127.0.0.1");
    int port = config.integer("CARILLON_HTTP_PORT", DEFAULT_PORT, 1, 65535);
    int instances = config.integer("CARILLON_INSTANCES", eventLoops, 1, 256);
    boolean inbox = config.isOn("CARILLON_INBOX", false);
    boolean playground = config.isOn("CARILLON_PLAYGROUND", false);
    int perSecond = config.integer("CARILLON_RATE_LIMIT", 0, 0, MAX_PER_SECOND);
    Duration idle = config.duration("CARILLON_HTTP_IDLE", DEFAULT_IDLE);
    LiveSettings live = LiveSettings.read(config);
    KeyBounds keyBounds = KeyBounds.read(config);
    return new GatewayConfig(
        host,
        port,
        keys(config),
        keyBounds,
        new Origins(Set.copyOf(config.list("CARILLON_ORIGINS"))),
        instances,
        inbox,
        playground,
        Set.copyOf(config.list("CARILLON_UPSTREAMS")),
        perSecond,
        idle,
        live);
  }

  private static ApiKeys keys(ConfigSource config) {
    String file = config.required("CARILLON_API_KEYS_FILE");
    try {
      return file.isEmpty() ? ApiKeys.none() : ApiKeys.read(Path.of(file));
    } catch (IllegalArgumentException wrong) {
      config.reject("CARILLON_API_KEYS_FILE", String.valueOf(wrong.getMessage()));
      return ApiKeys.none();
    }
  }
}
