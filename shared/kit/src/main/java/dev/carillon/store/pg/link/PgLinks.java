package dev.carillon.store.pg.link;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.Connection;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every connection of a schema honest. A peer that vanishes without a word leaves a
 * connection on which requests go out and nothing ever comes back, while a new one takes
 * milliseconds: so a connection that is silent for longer than a statement may take is ended, what
 * it still owed fails, and those that nobody uses and that have not been heard of since go with it.
 * The kernel watches too (keepalive, and where the transport has it TCP_USER_TIMEOUT), and so does
 * the server, which would otherwise keep the locks of a vanished session for hours. Thread-safe.
 */
public final class PgLinks {
  private static final Logger LOG = LoggerFactory.getLogger(PgLinks.class);
  private static final int PROBES = 3;
  private static final String LOGIN = "login";
  private static final Duration OTHERS = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Vertx observed;
  private final String schema;
  private final Duration reach;
  private final Timers timers;
  private final Clocks clocks;
  private final ConnectionFactory<PgConnectOptions> sessions;
  private final Set<SilenceWatch> watches = ConcurrentHashMap.newKeySet();
  private final Set<Channel> logins = ConcurrentHashMap.newKeySet();

  /**
   * No connection yet.
   *
   * @param reach how long a peer may take to answer a packet, a new connection or its login; at
   *     least a second
   */
  public PgLinks(Vertx vertx, String schema, Duration reach, Timers timers, Clocks clocks) {
    this.vertx = vertx;
    this.schema = schema;
    this.reach = reach;
    this.timers = timers;
    this.clocks = clocks;
    this.observed = new LinkVertx((VertxInternal) vertx, this::loginBegins);
    this.sessions = PgDriver.INSTANCE.createConnectionFactory(observed, transport());
  }

  /** With what clients of this schema must be built: connections that do not log in are ended. */
  public Vertx vertx() {
    return observed;
  }

  private void loginBegins(NetSocket socket) {
    ChannelHandlerContext end = ((NetSocketInternal) socket).channelHandlerContext();
    Channel channel = end.channel();
    channel.pipeline().addBefore(end.name(), LOGIN, new LoginWatch());
    logins.add(channel);
    channel.closeFuture().addListener(closed -> logins.remove(channel));
    timers.after(
        reach,
        () -> {
          if (logins.remove(channel)) {
            LOG.warn("The database of {} takes a connection and does not answer", schema);
            SilenceWatch.end(channel);
          }
        });
  }

  /**
   * For the clients of this schema: one that cannot be reached or does not answer fails in time.
   */
  public NetClientOptions transport() {
    return new NetClientOptions()
        .setConnectTimeout(Math.toIntExact(Durations.millis(reach)))
        .setTcpKeepAlive(true);
  }

  /** What the server does on its side: a session whose peer has vanished ends, with its locks. */
  public Map<String, String> serverSettings() {
    return Map.of(
        "tcp_user_timeout", Long.toString(reach.toMillis()),
        "tcp_keepalives_idle", Long.toString(reach.toSeconds()),
        "tcp_keepalives_interval", Long.toString(interval()),
        "tcp_keepalives_count", Integer.toString(PROBES));
  }

  private long interval() {
    return Math.max(1, reach.toSeconds() / PROBES);
  }

  /**
   * Watches a connection that has just been made.
   *
   * @param limit how long it may be silent while something is asked of it
   */
  public void watch(SqlConnection made, Duration limit) {
    ChannelHandlerContext end = socket(made).socket().channelHandlerContext();
    Channel channel = end.channel();
    SilenceWatch watch = new SilenceWatch(end, limit, clocks, timers, this::ended);
    logins.remove(channel);
    if (channel.pipeline().get(LOGIN) != null) {
      channel.pipeline().remove(LOGIN);
    }
    channel.pipeline().addBefore(end.name(), "silence", watch);
    keepAlive(channel.config());
    watches.add(watch);
    channel.closeFuture().addListener(closed -> watches.remove(watch));
  }

  /** A watched connection of its own. Fails when none is there in time; none is left then. */
  public Future<PgConnection> session(PgConnectOptions options, Duration limit) {
    Promise<PgConnection> inTime = Promise.promise();
    sessions
        .connect(vertx.getOrCreateContext(), options)
        .onSuccess(
            made -> {
              watch(made, limit);
              if (!(made instanceof PgConnection session) || !inTime.tryComplete(session)) {
                made.close().onFailure(e -> LOG.debug("A late connection did not close", e));
              }
            })
        .onFailure(inTime::tryFail);
    timers.after(reach, () -> inTime.tryFail(new TimeoutException("no connection in time")));
    return inTime.future();
  }

  /** How many connections there are. */
  public int size() {
    return watches.size();
  }

  /**
   * What was not heard of since leads nowhere either, most likely: what nobody uses ends now, the
   * rest unless an answer comes within a moment. Otherwise whoever comes next would find out for
   * each of them in turn.
   */
  private void ended(SilenceWatch silent, long since) {
    LOG.warn(
        "A connection of {} to its database was silent for {} ms with {} statements under way:"
            + " it is closed; what they did is not known here",
        schema,
        silent.limit().toMillis(),
        silent.asked());
    watches.forEach(watch -> watch.endUnlessHeardSince(since, false));
    timers.after(OTHERS, () -> watches.forEach(watch -> watch.endUnlessHeardSince(since, true)));
  }

  private static SocketConnectionBase socket(SqlConnection made) {
    Connection inner = ((SqlConnectionInternal) made).unwrap();
    while (inner.unwrap() != inner) {
      inner = inner.unwrap();
    }
    return (SocketConnectionBase) inner;
  }

  /**
   * What this transport knows of these options, by their names: they differ from one to another.
   */
  private void keepAlive(ChannelConfig config) {
    for (ChannelOption<?> option : Set.copyOf(config.getOptions().keySet())) {
      String name = option.name().substring(option.name().indexOf('#') + 1);
      switch (name) {
        case "TCP_KEEPIDLE" -> set(config, option, Math.toIntExact(reach.toSeconds()));
        case "TCP_KEEPINTVL", "TCP_KEEPINTERVAL" -> set(config, option, (int) interval());
        case "TCP_KEEPCNT", "TCP_KEEPCOUNT" -> set(config, option, PROBES);
        case "TCP_USER_TIMEOUT" -> set(config, option, Math.toIntExact(reach.toMillis()));
        default -> {} // not ours
      }
    }
  }

  @SuppressWarnings("unchecked") // all of them are integers
  private static void set(ChannelConfig config, ChannelOption<?> option, int value) {
    config.setOption((ChannelOption<Integer>) option, value);
  }
}
