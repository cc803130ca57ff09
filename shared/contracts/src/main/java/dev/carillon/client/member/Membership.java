package dev.carillon.client.member;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the cluster is, and where this member of it: the same for services and for programs that
 * only call them, so that all find out alike who is gone.
 *
 * @param cluster its name; who has another one is not let in
 * @param host the address at which the other members reach this process
 * @param port of the membership protocol, or the next free one after it; the event bus takes a free
 *     one
 * @param members addresses {@code host:port} of possible members; this process's own may be among
 *     them
 */
public record Membership(String cluster, String host, int port, List<String> members) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String USUAL = "carillon";
  private static final int FIRST_PORT = 5701;
  private static final int PORTS = 10;

  /** With one copy alone, two members that die together take half of what they hold with them. */
  private static final int BACKUPS = 1;

  private static final int LATE_BACKUPS = 2;
  private static final int PING_MILLIS = 2_000;
  private static final int CONNECT_MILLIS = 2_000;

  public Membership {
    members = List.copyOf(members);
  }

  /** Of a cluster on this machine, with the settings that services have if nobody says more. */
  public static Membership onThisMachine() {
    return new Membership(USUAL, LOOPBACK, FIRST_PORT, neighbours(LOOPBACK));
  }

  /** Where members are looked for if nobody names them: the first ten ports of a host. */
  public static List<String> neighbours(String host) {
    return IntStream.range(FIRST_PORT, FIRST_PORT + PORTS)
        .mapToObj(candidate -> host + ":" + candidate)
        .toList();
  }

  /** Lets the event bus be reached where the member is, and notice within seconds who is gone. */
  public void applyTo(EventBusOptions options) {
    options
        .setHost(host)
        .setClusterPublicHost(host)
        .setConnectTimeout(CONNECT_MILLIS)
        .setClusterPingInterval(PING_MILLIS)
        .setClusterPingReplyInterval(PING_MILLIS);
  }

  /** What makes a Vert.x instance a member. */
  public ClusterManager manager() {
    return new HazelcastClusterManager(hazelcast());
  }

  /** Short heartbeats: with the defaults a hung member fails half of all requests for a minute. */
  private Config hazelcast() {
    Config config = new Config();
    // What the cluster manager keeps there; its own file names a schema that Hazelcast warns of.
    copy(config);
    config
        .setClusterName(cluster)
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
    listen(config.getNetworkConfig());
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

  private void listen(NetworkConfig network) {
    network.setPort(port).setPortAutoIncrement(true).setPublicAddress(null);
    network.getInterfaces().setEnabled(true).clear().addInterface(host);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(members);
  }
}
