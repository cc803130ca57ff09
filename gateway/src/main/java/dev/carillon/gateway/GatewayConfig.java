package dev.carillon.gateway;

import dev.carillon.config.ConfigSource;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Origins;
import java.nio.file.Path;
import java.util.Set;

/**
 * The settings of the gateway.
 *
 * @param port where to listen; all instances share it
 * @param instances how many event loops serve
 * @param inbox whether a local inbox runs and has its route
 */
record GatewayConfig(
    String host, int port, ApiKeys keys, Origins origins, int instances, boolean inbox) {
  private static final int DEFAULT_PORT = 8080;

  static GatewayConfig read(ConfigSource config, int eventLoops) {
    String host = config.text("CARILLON_HTTP_HOST", "127.0.0.1");
    int port = config.integer("CARILLON_HTTP_PORT", DEFAULT_PORT, 1, 65535);
    int instances = config.integer("CARILLON_INSTANCES", eventLoops, 1, 256);
    boolean inbox = config.isOn("CARILLON_INBOX", false);
    String keys = config.required("CARILLON_API_KEYS_FILE");
    config.verify();
    return new GatewayConfig(
        host,
        port,
        ApiKeys.read(Path.of(keys)),
        new Origins(Set.copyOf(config.list("CARILLON_ORIGINS"))),
        instances,
        inbox);
  }
}
