package dev.carillon.gateway;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.accesslog.Logged;
import dev.carillon.gateway.bridge.BridgeSettings;
import dev.carillon.gateway.connection.ConnectionTimes;
import dev.carillon.gateway.door.Hosts;
import dev.carillon.gateway.jwt.JwtSettings;
import dev.carillon.gateway.keys.KeyBounds;
import dev.carillon.gateway.limits.Bounds;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.gateway.presence.PresenceSettings;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Origins;
import dev.carillon.gateway.tls.TlsFiles;
import dev.carillon.gateway.ws.limits.LiveSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the gateway.
 *
 * @param keys those of the key file
 * @param keyBounds how those of the table are checked
 * @param jwt whose tokens are taken besides the product's own; null for nobody's
 * @param port where to listen; all instances share it
 * @param hosts by which names it is asked
 * @param instances how many event loops serve
 * @param inbox whether a local inbox runs and has its route
 * @param playground whether the guide's paths are there
 * @param upstreams hosts that {@code /fetch} may ask
 * @param bounds how much one key, one address and all together may have
 * @param proxies whose word about a client's address counts
 * @param times how long the parts of a connection's life may take
 * @param drain how long a gateway that leaves goes on taking requests, unready
 * @param live the limits of WebSockets
 * @param presence how it is told who is there
 * @param bridge where and how clients of the bus come in
 * @param tls null without TLS
 * @param logged which requests get a line in the log
 */
record GatewayConfig(
    String host,
    int port,
    ApiKeys keys,
    KeyBounds keyBounds,
    @Nullable JwtSettings jwt,
    Origins origins,
    Hosts hosts,
    int instances,
    boolean inbox,
    boolean playground,
    Set<String> upstreams,
    Bounds bounds,
    Proxies proxies,
    ConnectionTimes times,
    Duration drain,
    LiveSettings live,
    PresenceSettings presence,
    BridgeSettings bridge,
    @Nullable TlsFiles tls,
    Logged logged) {
  static final String PORT = "CARILLON_HTTP_PORT";

  private static final int DEFAULT_PORT = 8080;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration DRAIN = Duration.ofSeconds(3);
  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);

  /** In a cluster others take over; a process of its own need not wait for them. */
  static GatewayConfig read(ConfigSource config, int eventLoops, boolean isClustered) {
    String host = config.text("CARILLON_HTTP_HOST", "127.0.0.1");
    int port = config.integer(PORT, DEFAULT_PORT, 1, 65535);
    int instances = config.integer("CARILLON_INSTANCES", eventLoops, 1, 256);
    LiveSettings live = LiveSettings.read(config);
    KeyBounds keyBounds = KeyBounds.read(config);
    Bounds bounds = Bounds.read(config);
    Origins origins = origins(config);
    return new GatewayConfig(
        host,
        port,
        keys(config),
        keyBounds,
        JwtSettings.read(config),
        origins,
        hosts(config, host, origins),
        instances,
        config.isOn("CARILLON_INBOX", false),
        config.isOn("CARILLON_PLAYGROUND", false),
        Set.copyOf(config.list("CARILLON_UPSTREAMS")),
        bounds,
        proxies(config),
        times(config),
        drain(config, isClustered),
        live,
        PresenceSettings.read(config),
        BridgeSettings.read(config, host),
        TlsFiles.read(config),
        Logged.read(config));
  }

  private static Duration drain(ConfigSource config, boolean isClustered) {
    return config.duration(
        "CARILLON_DRAIN", isClustered ? DRAIN : Duration.ZERO, Duration.ZERO, LONGEST_DRAIN);
  }

  private static Origins origins(ConfigSource config) {
    Set<String> origins = Set.copyOf(config.list("CARILLON_ORIGINS"));
    if (!origins.stream().allMatch(Origins::isOrigin)) {
      config.reject(
          "CARILLON_ORIGINS",
          "must be a list of origins, each as https://app.example or http://localhost:3000: no"
              + " star, no path, lower case");
    }
    return new Origins(origins);
  }

  private static Hosts hosts(ConfigSource config, String bound, Origins origins) {
    Set<String> named = Set.copyOf(config.list("CARILLON_HOSTS"));
    if (!named.stream().allMatch(Hosts::isName)) {
      config.reject(
          "CARILLON_HOSTS",
          "must be a list of names without ports, in lower case, such as carillon.internal; or *");
    }
    return Hosts.of(
        bound,
        named,
        config.find("CARILLON_PUBLIC_URL"),
        !config.list("CARILLON_PROXIES").isEmpty(),
        origins);
  }

  private static Proxies proxies(ConfigSource config) {
    try {
      return Proxies.of(config.list("CARILLON_PROXIES"));
    } catch (IllegalArgumentException e) {
      config.reject("CARILLON_PROXIES", "must be a list of addresses and ranges: 10.0.0.0/8");
      return Proxies.none();
    }
  }

  private static ConnectionTimes times(ConfigSource config) {
    ConnectionTimes usual = ConnectionTimes.USUAL;
    return new ConnectionTimes(
        config.duration("CARILLON_HTTP_IDLE", usual.idle(), SHORTEST, LONGEST),
        config.duration("CARILLON_HTTP_TIMEOUT", usual.total(), SHORTEST, LONGEST),
        config.duration("CARILLON_HTTP_STALLED", usual.stalled(), SHORTEST, LONGEST));
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
