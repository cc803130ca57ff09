package dev.carillon.launcher.cli;

import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The ports of the API and of the management server. */
final class Ports {
  private static final int HTTP = 8080;
  private static final int MANAGEMENT = 8081;

  private static final int MAX_PORT = 65_535;

  private Ports() {}

  /** The two must differ, and the API cannot have port 0, because clients must know it. */
  static void require(ConfigSource config) {
    int http = config.integer("CARILLON_HTTP_PORT", HTTP, 1, MAX_PORT);
    int management = config.integer("CARILLON_MANAGEMENT_PORT", MANAGEMENT, 0, MAX_PORT);
    if (http == management) {
      config.reject("CARILLON_MANAGEMENT_PORT", "must differ from CARILLON_HTTP_PORT");
    }
    config.verify();
  }

  /** Fails before any server is started when a port is in use. */
  static void requireFree(ConfigSource config) {
    requireFree(config, "CARILLON_HTTP_HOST", "CARILLON_HTTP_PORT", HTTP, "--port");
    requireFree(
        config,
        "CARILLON_MANAGEMENT_HOST",
        "CARILLON_MANAGEMENT_PORT",
        MANAGEMENT,
        "--management-port");
  }

  /** The URL of the API on this machine. */
  static String apiUrl(ConfigSource config) {
    return "http://"
        + config.text("CARILLON_HTTP_HOST", "127.0.0.1")
        + ":"
        + config.integer("CARILLON_HTTP_PORT", HTTP, 0, MAX_PORT);
  }

  private static void requireFree(
      ConfigSource config, String hostName, String portName, int fallback, String flag) {
    String host = config.text(hostName, "127.0.0.1");
    int port = config.integer(portName, fallback, 0, MAX_PORT);
    config.verify();
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw new LaunchFailure(
          host
              + ":"
              + port
              + " cannot be used ("
              + e.getMessage()
              + "). Choose another: "
              + flag
              + " PORT, or set "
              + portName,
          e);
    }
  }
}
