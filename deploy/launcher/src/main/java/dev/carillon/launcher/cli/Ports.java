package dev.carillon.launcher.cli;

import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The ports that people know. */
final class Ports {
  static final int HTTP = 8080;
  static final int MANAGEMENT = 8081;

  private static final int MAX_PORT = 65_535;

  private Ports() {}

  /** The two must be different, and the API needs one that people can know. */
  static void require(ConfigSource config) {
    int http = config.integer("CARILLON_HTTP_PORT", HTTP, 1, MAX_PORT);
    int management = config.integer("CARILLON_MANAGEMENT_PORT", MANAGEMENT, 0, MAX_PORT);
    if (http == management) {
      config.reject("CARILLON_MANAGEMENT_PORT", "must differ from CARILLON_HTTP_PORT");
    }
    config.verify();
  }

  /** Says at once, before any server is started, that a port is taken. */
  static void requireFree(ConfigSource config) {
    requireFree(config, "CARILLON_HTTP_HOST", "CARILLON_HTTP_PORT", HTTP, "--port");
    requireFree(
        config,
        "CARILLON_MANAGEMENT_HOST",
        "CARILLON_MANAGEMENT_PORT",
        MANAGEMENT,
        "--management-port");
  }

  static String url(ConfigSource config, String host, String port, int fallback) {
    return "http://"
        + config.text(host, "127.0.0.1")
        + ":"
        + config.integer(port, fallback, 0, MAX_PORT);
  }

  private static void requireFree(
      ConfigSource config, String hostName, String portName, int fallback, String flag) {
    String host = config.text(hostName, "127.0.0.1");
    int port = config.integer(portName, fallback, 0, MAX_PORT);
    config.verify();
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new java.net.InetSocketAddress(InetAddress.getByName(host), port));
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
