package dev.carillon.launcher.node;

import dev.carillon.client.member.Membership;
import dev.carillon.config.ConfigSource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a process's Vert.x instance.
 *
 * @param cluster how it finds its peers, or null without a cluster
 * @param blockedLoop after how long a busy event loop is reported, with its stack
 * @param debug whether the process runs in the toolkit's debug mode
 */
public record NodeOptions(@Nullable Membership cluster, Duration blockedLoop, boolean debug) {
  private static final Duration BLOCKED_LOOP = Duration.ofSeconds(2);
  private static final Duration BLOCKED_LOOP_IN_DEBUG = Duration.ofMillis(50);
  private static final Duration SHORTEST_BLOCKED = Duration.ofMillis(10);
  private static final Duration LONGEST_BLOCKED = Duration.ofMinutes(10);
  private static final List<String> LEVELS =
      List.of("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE");
  private static final int FIRST_PORT = 5701;
  private static final int MAX_PORT = 65_535;
  private static final Set<String> EVERY_ADDRESS =
      Set.of("0.0.0.0", "::", "[::]", "0", "0:0:0:0:0:0:0:0");

  /** Without a cluster, with the settings of its configuration. */
  public static NodeOptions alone(ConfigSource config) {
    return read(null, config);
  }

  /** Without a cluster, with the defaults. */
  public static NodeOptions alone() {
    return new NodeOptions(null, BLOCKED_LOOP, false);
  }

  /** Reads the cluster's settings. */
  public static NodeOptions clustered(ConfigSource config) {
    String host = config.text("CARILLON_CLUSTER_HOST", "127.0.0.1");
    if (EVERY_ADDRESS.contains(host)) {
      config.reject("CARILLON_CLUSTER_HOST", "must be one address, at which the others reach it");
    }
    Membership cluster =
        new Membership(
            config.text("CARILLON_CLUSTER_NAME", "carillon"),
            host,
            config.integer("CARILLON_CLUSTER_PORT", FIRST_PORT, 1, MAX_PORT),
            busPort(config),
            members(config, host),
            ClusterFiles.read(config));
    return read(cluster, config);
  }

  private static int busPort(ConfigSource config) {
    int bus = config.integer("CARILLON_CLUSTER_BUS_PORT", 0, 0, MAX_PORT);
    if (bus != 0 && bus == config.integer("CARILLON_CLUSTER_PORT", FIRST_PORT, 1, MAX_PORT)) {
      config.reject("CARILLON_CLUSTER_BUS_PORT", "must differ from CARILLON_CLUSTER_PORT");
    }
    return bus;
  }

  private static List<String> members(ConfigSource config, String host) {
    List<String> members = config.list("CARILLON_CLUSTER_MEMBERS");
    members.stream()
        .map(Membership::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(rule -> config.reject("CARILLON_CLUSTER_MEMBERS", rule));
    return members.isEmpty() ? Membership.neighbours(host) : members;
  }

  private static NodeOptions read(@Nullable Membership cluster, ConfigSource config) {
    boolean debug = config.isOn("CARILLON_DEBUG", false);
    Duration blocked =
        config.duration(
            "CARILLON_BLOCKED_LOOP",
            debug ? BLOCKED_LOOP_IN_DEBUG : BLOCKED_LOOP,
            SHORTEST_BLOCKED,
            LONGEST_BLOCKED);
    checkLevel(config);
    return new NodeOptions(cluster, blocked, debug);
  }

  /** Reports a level of the log that there is not. */
  public static void checkLevel(ConfigSource config) {
    if (!LEVELS.contains(config.text("CARILLON_LOG_LEVEL", "INFO").toUpperCase(Locale.ROOT))) {
      config.reject("CARILLON_LOG_LEVEL", "must be one of " + String.join(", ", LEVELS));
    }
  }
}
