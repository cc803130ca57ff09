package dev.carillon.gateway.connection;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.gateway.limits.Places;
import dev.carillon.gateway.peer.Proxies;
import dev.carillon.gateway.security.Gate;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop. Each is looked at once a second, rather than having timers of
 * its own, which each request would have to set and take back.
 */
public final class Connections implements Gate {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration REFUSED_LIMIT = Duration.ofSeconds(1);

  private final Timers timers;
  private final Clocks clocks;
  private final ConnectionTimes times;
  private final Proxies proxies;
  private final Places addresses;
  private final IdentityHashMap<Object, OpenConnection> open = new IdentityHashMap<>();
  private Timers.@Nullable Pending next;
  private boolean leaving;

  /**
   * No connections yet.
   *
   * @param addresses how many connections an address may have, over all loops of the process
   */
  public Connections(
      Timers timers, Clocks clocks, ConnectionTimes times, Proxies proxies, Places addresses) {
    this.timers = timers;
    this.clocks = clocks;
    this.times = times;
    this.proxies = proxies;
    this.addresses = addresses;
  }

  /** From now on every answer ends its connection: the next request is to go to another process. */
  public void leave() {
    leaving = true;
  }

  /** Looks no more. */
  public void stop() {
    if (next != null) {
      next.cancel();
    }
  }

  private void lookLater() {
    if (next == null && !open.isEmpty()) {
      next = timers.after(LOOK_EVERY, this::look);
    }
  }

  private void look() {
    next = null;
    long now = clocks.nanos();
    List<OpenConnection> late = open.values().stream().filter(c -> c.isOverdue(now)).toList();
    late.forEach(OpenConnection::cut);
    lookLater();
  }

  /**
   * A connection of this address begins a TLS handshake.
   *
   * @return gives its place back, when the handshake has ended; null if it has none
   */
  public @Nullable Runnable handshake(String address) {
    SocketAddress peer = SocketAddress.inetSocketAddress(0, address);
    if (proxies.isProxy(peer)) {
      return () -> {};
    }
    String group = proxies.peer(peer).group();
    return addresses.take(group) ? () -> addresses.giveBack(group) : null;
  }

  /** A connection was opened. One too many for its address lives long enough to be told so. */
  public void open(HttpConnection connection) {
    connection.exceptionHandler(e -> LOG.debug("A connection failed: {}", e.toString()));
    RawChannel channel = new RawChannel(connection);
    channel.readInPieces();
    boolean counted = !proxies.isProxy(connection.remoteAddress());
    String group = proxies.peer(connection.remoteAddress()).group();
    boolean refused = counted && !addresses.take(group);
    Object identity = RawChannel.identity(connection);
    open.put(
        identity, new OpenConnection(connection, channel, timers, times, clocks.nanos(), refused));
    lookLater();
    channel.whenClosed(
        () -> {
          ended(open.remove(identity));
          if (counted && !refused) {
            addresses.giveBack(group);
          }
        });
    if (refused) {
      Timers.Pending limit = timers.after(REFUSED_LIMIT, channel::cut);
      channel.whenClosed(limit::cancel);
    }
  }

  private static void ended(@Nullable OpenConnection connection) {
    if (connection != null) {
      connection.release();
    }
  }

  /** A request begins. A client behind a proxy holds a place for as long as its request lasts. */
  @Override
  public void pass(RoutingContext rc, Handler<RoutingContext> next) {
    HttpConnection connection = rc.request().connection();
    OpenConnection own = open.get(RawChannel.identity(connection));
    if (own == null) {
      if (RawChannel.isOpen(connection)) {
        throw new IllegalStateException("A request on a connection that was never opened");
      }
      return; // it came behind one whose answer ended the connection: nobody waits for an answer
    }
    if (own.isSwitched()) {
      return; // it came behind one that made a WebSocket of the connection
    }
    own.begin(rc, clocks.nanos(), leaving);
    if (own.isRefused() || !hasPlace(rc, own)) {
      rc.fail(addresses.refusal());
      return;
    }
    next.handle(rc);
  }

  /** A request begins that is refused before any route: its connection ends with its answer. */
  public void endWith(HttpServerRequest request) {
    OpenConnection own = open.get(RawChannel.identity(request.connection()));
    if (own != null) {
      own.endWith(request);
    }
  }

  /** What is done if a connection becomes a WebSocket. It says what is done when that ends. */
  public void whenUpgraded(HttpConnection connection, Supplier<Runnable> upgraded) {
    OpenConnection own = open.get(RawChannel.identity(connection));
    if (own != null) {
      own.whenUpgraded(upgraded);
    }
  }

  private boolean hasPlace(RoutingContext rc, OpenConnection own) {
    if (!proxies.isProxy(rc.request().remoteAddress())) {
      return true;
    }
    String client = proxies.client(rc.request()).group();
    boolean taken = addresses.take(client);
    if (taken) {
      own.holds(() -> addresses.giveBack(client));
    }
    return taken;
  }
}
