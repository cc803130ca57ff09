package dev.carillon.gateway.bridge.sockjs;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.bridge.Bridge;
import dev.carillon.gateway.bridge.BridgeSession;
import dev.carillon.gateway.bridge.Dialect;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Origins;
import dev.carillon.gateway.ws.handshake.Upgrades;
import dev.carillon.gateway.ws.socket.Heartbeat;
import dev.carillon.gateway.ws.socket.RawSocket;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /eventbus}: what the SockJS client asks first, and its WebSocket. The transports for those
 * who have no WebSocket are not there: the client is told so and tries them in vain.
 */
public final class SockJs implements Handler<RoutingContext> {
  /** Where it is mounted. */
  public static final String PATH = "/eventbus";

  private static final Logger LOG = LoggerFactory.getLogger(SockJs.class);
  private static final String INFO = PATH + "/info";
  private static final Pattern SOCKET = Pattern.compile(PATH + "/[^/.]+/[^/.]+/websocket");
  private static final long ENTROPY = 1L << 32;

  private final Bridge bridge;
  private final Upgrades upgrades;
  private final Origins origins;
  private final Timers timers;
  private final Clocks clocks;
  private final Heartbeat heartbeat;
  private final Set<SockJsPeer> open = new LinkedHashSet<>();

  /** The SockJS connections of one event loop. */
  public SockJs(Bridge bridge, Upgrades upgrades, Origins origins, Timers timers, Clocks clocks) {
    this.bridge = bridge;
    this.upgrades = upgrades;
    this.origins = origins;
    this.timers = timers;
    this.clocks = clocks;
    this.heartbeat = new Heartbeat(timers, bridge.limits().settings().ping());
  }

  /** Looks from now on who is still there. */
  public void start() {
    heartbeat.start();
  }

  /** Closes every connection with a code that asks the client to reconnect. */
  public void drain() {
    heartbeat.stop();
    List.copyOf(open).forEach(SockJsPeer::restart);
  }

  @Override
  public void handle(RoutingContext rc) {
    String path = rc.request().path();
    if (path.equals(INFO)) {
      info(rc);
    } else if (SOCKET.matcher(path).matches()) {
      String address = upgrades.address(rc.request());
      upgrades.upgrade(rc, null, (socket, none, caller) -> open(socket, address, caller));
    } else {
      rc.fail(Failure.of(FailureCode.NOT_FOUND, "The bridge speaks SockJS over WebSockets only"));
    }
  }

  /** Needs no key, because no browser can show one here, and says nothing of anybody. */
  private void info(RoutingContext rc) {
    if (!rc.request().method().equals(HttpMethod.GET)) {
      rc.response().putHeader("allow", "GET");
      rc.fail(405);
      return;
    }
    if (!origins.allow(rc.request())) {
      rc.fail(Failure.of(FailureCode.FORBIDDEN, "This Origin may not use the bridge"));
      return;
    }
    String origin = rc.request().getHeader("Origin");
    if (origin != null) {
      rc.response()
          .putHeader("access-control-allow-origin", origin)
          .putHeader("access-control-allow-credentials", "true")
          .putHeader("vary", "origin");
    }
    rc.response()
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(Json.text(what()))
        .onFailure(e -> LOG.debug("The client left before its answer: {}", e.toString()));
  }

  private static Doc what() {
    return Doc.object(
        "websocket",
        true,
        "cookie_needed",
        false,
        "origins",
        List.of("*:*"),
        "entropy",
        ThreadLocalRandom.current().nextLong(ENTROPY));
  }

  private void open(RawSocket socket, String address, @Nullable Caller caller) {
    SockJsPeer peer = new SockJsPeer(socket, open::remove);
    BridgeSession session = bridge.open(Dialect.SOCKJS, peer, address);
    open.add(peer);
    heartbeat.add(socket);
    peer.speaksFor(session);
    socket.start(peer, clocks); // which may end it at once
    peer.open();
    if (caller == null) {
      session.awaitKey(timers);
    } else {
      session.belongsTo(caller);
    }
  }
}
