package dev.carillon.launcher.node;

import dev.carillon.client.member.Membership;
import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.log.LogSettings;
import dev.carillon.launcher.trace.TraceSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a process's Vert.x instance.
 *
 * @param cluster how it finds its peers, or null without a cluster
 * @param blockedLoop after how long a busy event loop is reported, with its stack
 * @param debug whether the process runs in the toolkit's debug mode
 * @param traces where its spans go; null where it has no tracer at all
 */
public record NodeOptions(
    @Nullable Membership cluster,
    Duration blockedLoop,
    boolean debug,
    @Nullable TraceSettings traces) {
  private static final String SERVICE = "carillon";
  private static final Duration BLOCKED_LOOP = Duration.ofSeconds(2);
  private static final Duration BLOCKED_LOOP_IN_DEBUG = Duration.ofMillis(50);
  private static final Duration SHORTEST_BLOCKED = Duration.ofMillis(10);
  private static final Duration LONGEST_BLOCKED = Duration.ofMinutes(10);
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
    return new NodeOptions(null, BLOCKED_LOOP, false, null);
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

  /** The same, called in traces by the services that it runs. */
  public NodeOptions running(List<Services.Name> names) {
    String services =
        names.stream()
            .sorted()
            .map(name -> "-" + name.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining());
    return traces == null
        ? this
        : new NodeOptions(cluster, blockedLoop, debug, traces.of(SERVICE + services));
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
    LogSettings.read(config);
    return new NodeOptions(cluster, blocked, debug, TraceSettings.read(config, SERVICE));
  }
}
