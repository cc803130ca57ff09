package dev.carillon.launcher.node;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import dev.carillon.async.debug.Debug;
import dev.carillon.async.debug.SlowCallbacks;
import dev.carillon.async.time.Clocks;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Creates the Vert.x instance of a process: as many event loops as processors, the native transport
 * where there is one, metrics; with or without a Hazelcast cluster.
 */
public final class Node {
  /** Its frames are never the place that debug mode names: the route that it calls is. */
  private static final String GATEWAY_ROUTING = "dev.carillon.gateway.http.";

  /** With one copy alone, two members that die together take half of what they hold with them. */
  private static final int BACKUPS = 1;

  private static final int LATE_BACKUPS = 2;
  private static final int PING_MILLIS = 2_000;
  private static final int CONNECT_MILLIS = 2_000;

  private Node() {}

  /**
   * Starts it; a member waits until it has joined. Debug mode applies to everything that runs on
   * it.
   */
  public static Future<Vertx> start(NodeOptions options) {
    return make(options)
        .onSuccess(
            vertx -> {
              if (options.debug()) {
                Debug.enable(vertx, GATEWAY_ROUTING);
                SlowCallbacks.installOn(vertx, Clocks.system());
              }
            });
  }

  private static Future<Vertx> make(NodeOptions options) {
    VertxOptions vertx =
        new VertxOptions()
            .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
            .setPreferNativeTransport(true)
            .setBlockedThreadCheckInterval(Math.max(1, options.blockedLoop().toMillis() / 4))
            .setMaxEventLoopExecuteTime(options.blockedLoop().toMillis())
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
            .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
    NodeOptions.Cluster cluster = options.cluster();
    if (cluster == null) {
      return Future.succeededFuture(builder(vertx).build());
    }
    vertx
        .getEventBusOptions()
        .setHost(cluster.host())
        .setClusterPublicHost(cluster.host())
        .setConnectTimeout(CONNECT_MILLIS)
        .setClusterPingInterval(PING_MILLIS)
        .setClusterPingReplyInterval(PING_MILLIS);
    return builder(vertx)
        .withClusterManager(new HazelcastClusterManager(hazelcast(cluster)))
        .buildClustered();
  }

  private static VertxBuilder builder(VertxOptions options) {
    return Vertx.builder()
        .with(options)
        .withMetrics(new MicrometerMetricsFactory(Metrics.globalRegistry));
  }

  /** Short heartbeats: with the defaults a hung member fails half of all requests for a minute. */
  private static Config hazelcast(NodeOptions.Cluster cluster) {
    Config config = new Config();
    // What the cluster manager keeps there; its own file names a schema that Hazelcast warns of.
    copy(config);
    config
        .setClusterName(cluster.name())
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
        // What waits for a member that stands still, and is waited for by all: by default minutes.
        .setProperty("hazelcast.partition.migration.timeout", "5")
        .setProperty("hazelcast.operation.call.timeout.millis", "10000")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "20")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "20")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.socket.server.bind.any", "false")
        .setProperty("hazelcast.socket.client.bind.any", "false");
    listen(config.getNetworkConfig(), cluster);
    return config;
  }

  private static void copy(Config config) {
    config
        .getMultiMapConfig("__vertx.subs")
        .setValueCollectionType(ValueCollectionType.SET)
        .setBackupCount(BACKUPS)
        .setAsyncBackupCount(LATE_BACKUPS);
    for (String map : List.of("__vertx.haInfo", "__vertx.nodeInfo")) {
      config.getMapConfig(map).setBackupCount(BACKUPS).setAsyncBackupCount(LATE_BACKUPS);
    }
  }

  private static void listen(NetworkConfig network, NodeOptions.Cluster cluster) {
    network.setPort(cluster.port()).setPortAutoIncrement(true).setPublicAddress(null);
    network.getInterfaces().setEnabled(true).clear().addInterface(cluster.host());
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(cluster.members());
  }
}
