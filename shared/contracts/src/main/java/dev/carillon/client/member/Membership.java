package dev.carillon.client.member;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.ServerSocketEndpointConfig;
import dev.carillon.async.time.Clocks;
import dev.carillon.bus.tls.MemberFiles;
import dev.carillon.bus.tls.MemberTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the cluster is, and where this member of it: the same for services and for programs that
 * only call them, so that all find out alike who is gone.
 *
 * @param cluster its name; who has another one is not let in
 * @param host the address at which the other members reach this process, and the only one that it
 *     listens on; a name stands for its first address
 * @param port of the membership protocol; without a {@code busPort} the next free one after it may
 *     be taken
 * @param busPort of the event bus, which fixes both ports; 0 for a free one
 * @param members where members may be, this process perhaps among them: {@code host:port}, or a
 *     host alone for {@code port}. A name stands for all its addresses (A and AAAA), and is looked
 *     up whenever members are looked for, so that the name of a headless service is enough
 * @param tls the files by which members know one another; null for an event bus that is open to all
 *     who reach it
 */
public record Membership(
    String cluster,
    String host,
    int port,
    int busPort,
    List<String> members,
    @Nullable MemberFiles tls) {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String USUAL = "carillon";
  private static final int FIRST_PORT = 5701;
  private static final int PORTS = 10;

  /** With one copy alone, two members that die together take half of what they hold with them. */
  private static final int BACKUPS = 1;

  private static final int LATE_BACKUPS = 2;
  private static final int PING_MILLIS = 2_000;
  private static final int CONNECT_MILLIS = 2_000;
  private static final int CONNECT_SECONDS = 5;

  public Membership {
    members = List.copyOf(members);
  }

  /** With a free port for the event bus, which is open to all who reach it. */
  public Membership(String cluster, String host, int port, List<String> members) {
    this(cluster, host, port, 0, members, null);
  }

  /** Of a cluster on this machine, with the settings that services have if nobody says more. */
  public static Membership onThisMachine() {
    return new Membership(USUAL, LOOPBACK, FIRST_PORT, neighbours(LOOPBACK));
  }

  /** Where members are looked for if nobody names them: the first ten ports of a host. */
  public static List<String> neighbours(String host) {
    return IntStream.range(FIRST_PORT, FIRST_PORT + PORTS)
        .mapToObj(candidate -> Seeds.address(host, candidate))
        .toList();
  }

  /** The same in a cluster whose members show one another certificates. */
  public Membership with(MemberFiles files) {
    return new Membership(cluster, host, port, busPort, members, files);
  }

  /**
   * What is wrong with an entry of {@link #members}, or null; whether a name has addresses is
   * looked at later.
   */
  public static @Nullable String problem(String member) {
    return Seeds.problem(member);
  }

  /**
   * Makes a Vert.x instance a member. Reads the files first, so that it blocks a moment, and fails
   * with {@link dev.carillon.bus.tls.UnusableFileException} if one of them will not do.
   *
   * @param options of the instance; those of its event bus are set here
   * @param more what else is to be said to the builder
   */
  public Future<Joined> join(
      VertxOptions options, UnaryOperator<VertxBuilder> more, Clocks clocks) {
    MemberTls secured;
    String address;
    try {
      secured = tls == null ? null : MemberTls.read(tls, clocks);
      address = InetAddress.getByName(host).getHostAddress();
    } catch (IllegalArgumentException | UnknownHostException e) {
      return Future.failedFuture(e);
    }
    listen(options.getEventBusOptions(), address);
    if (secured != null) {
      secured.applyTo(options.getEventBusOptions());
    }
    return more.apply(Vertx.builder().with(options))
        .withClusterManager(
            new HazelcastClusterManager(hazelcast(address, InetAddress::getAllByName)))
        .buildClustered()
        .compose(vertx -> opened(new Joined(vertx, secured)));
  }

  private static Future<Joined> opened(Joined joined) {
    MemberTls secured = joined.tls();
    if (secured == null) {
      return Future.succeededFuture(joined);
    }
    return secured
        .openTo(joined.vertx())
        .map(joined)
        .recover(e -> joined.vertx().close().transform(r -> Future.failedFuture(e)));
  }

  /** Lets the event bus be reached where the member is, and notice within seconds who is gone. */
  private void listen(EventBusOptions options, String address) {
    options
        .setHost(address)
        .setPort(busPort)
        .setClusterPublicHost(address)
        .setConnectTimeout(CONNECT_MILLIS)
        .setClusterPingInterval(PING_MILLIS)
        .setClusterPingReplyInterval(PING_MILLIS);
  }

  /** Short heartbeats: with the defaults a hung member fails half of all requests for a minute. */
  Config hazelcast(String address, Seeds.Names names) {
    Config config = new Config();
    // What the cluster manager keeps there; its own file names a schema that Hazelcast warns of.
    copy(config);
    config
        .setClusterName(cluster)
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        // Nobody reads these two, and each loads the flight recorder by JMX, in each start.
        .setProperty("hazelcast.metrics.enabled", "false")
        .setProperty("hazelcast.health.monitoring.level", "OFF")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "5")
        // What waits for a member that stands still, and is waited for by all: by default minutes.
        .setProperty("hazelcast.partition.migration.timeout", "5")
        .setProperty("hazelcast.operation.call.timeout.millis", "10000")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "20")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "20")
        .setProperty("hazelcast.local.localAddress", address)
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.socket.server.bind.any", "false")
        .setProperty("hazelcast.socket.client.bind.any", "false");
    listen(config.getAdvancedNetworkConfig(), names);
    config.addListenerConfig(new ListenerConfig(new MemberList(cluster)));
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

  /**
   * On an endpoint for members alone. One that is open to clients too asks a peer for its protocol
   * and meanwhile spins: with a peer that stands still, until it is given up, and nothing else that
   * shares the thread is sent ({@code hazelcast/hazelcast#26473}).
   */
  private void listen(AdvancedNetworkConfig network, Seeds.Names names) {
    ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
    endpoint.setPort(port).setPortAutoIncrement(busPort == 0);
    // What properties say of the shared port counts here no more: who takes no connection is given
    // up after a time, and a close sends what was written before.
    endpoint.setSocketConnectTimeoutSeconds(CONNECT_SECONDS);
    endpoint.setSocketLingerSeconds(-1);
    // Of an address and its interface Hazelcast would drop the names of all other machines.
    endpoint.getInterfaces().setEnabled(false);
    network.setEnabled(true).setMemberEndpointConfig(endpoint);
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.setTcpIpConfig(new Seeds(members, port, names)).getTcpIpConfig().setEnabled(true);
  }
}
