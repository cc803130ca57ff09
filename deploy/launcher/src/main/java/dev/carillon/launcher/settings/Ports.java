package dev.carillon.launcher.settings;

import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.LaunchFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The ports of the API and of the management server. */
public final class Ports {
  /** In the data folder of {@code up}: where its API listens. */
  public static final String URL_FILE = "url";

  private static final int HTTP = 8080;
  private static final int MANAGEMENT = 8081;
  private static final int MEMBER = 5701;
  private static final String MEMBER_HOST = "CARILLON_CLUSTER_HOST";
  private static final String BUS = "CARILLON_CLUSTER_BUS_PORT";
  private static final String OTHER_HOST =
      "an address of this machine as CARILLON_CLUSTER_HOST, or ";

  private static final int MAX_PORT = 65_535;

  private Ports() {}

  /** The two must differ, and the API cannot have port 0, because clients must know it. */
  static void check(ConfigSource config) {
    int http = config.integer("CARILLON_HTTP_PORT", HTTP, 1, MAX_PORT);
    int management = config.integer("CARILLON_MANAGEMENT_PORT", MANAGEMENT, 0, MAX_PORT);
    if (http == management) {
      config.reject("CARILLON_MANAGEMENT_PORT", "must differ from CARILLON_HTTP_PORT");
    }
  }

  /** Fails before any server is started when a port is in use. */
  public static void requireFree(ConfigSource config) {
    requireFree(config, "CARILLON_HTTP_HOST", "CARILLON_HTTP_PORT", HTTP, "--port PORT, or set ");
    requireManagementFree(config);
  }

  /** The same for a process without an API. */
  public static void requireManagementFree(ConfigSource config) {
    requireFree(
        config,
        "CARILLON_MANAGEMENT_HOST",
        "CARILLON_MANAGEMENT_PORT",
        MANAGEMENT,
        "--management-port PORT, or set ");
  }

  /** The same for the ports of a member of a cluster, where they are fixed. */
  public static void requireClusterFree(ConfigSource config) {
    if (config.integer(BUS, 0, 0, MAX_PORT) != 0) {
      requireFree(config, MEMBER_HOST, "CARILLON_CLUSTER_PORT", MEMBER, OTHER_HOST);
      requireFree(config, MEMBER_HOST, BUS, 0, OTHER_HOST);
    }
  }

  /** The URL of the API on this machine. */
  public static String apiUrl(ConfigSource config) {
    return url(
        config.find("CARILLON_TLS_CERTIFICATE") == null ? "http" : "https",
        config.text("CARILLON_HTTP_HOST", "127.0.0.1"),
        config.integer("CARILLON_HTTP_PORT", HTTP, 0, MAX_PORT));
  }

  /** The URL of the management server. */
  public static String managementUrl(ConfigSource config, int port) {
    return url("http", config.text("CARILLON_MANAGEMENT_HOST", "127.0.0.1"), port);
  }

  /** An IPv6 address has brackets in a URL, and nobody can go to "every address". */
  private static String url(String scheme, String host, int port) {
    String bare = host.replaceAll("^\\[(.*)]$", "$1");
    String reached =
        switch (bare) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::", "0:0:0:0:0:0:0:0" -> "::1";
          default -> bare;
        };
    return scheme + "://" + (reached.contains(":") ? "[" + reached + "]" : reached) + ":" + port;
  }

  private static void requireFree(
      ConfigSource config, String hostName, String portName, int fallback, String other) {
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
              + other
              + portName,
          e);
    }
  }
}
