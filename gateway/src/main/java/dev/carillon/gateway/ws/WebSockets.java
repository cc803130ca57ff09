package dev.carillon.gateway.ws;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Origins;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.socket.Incoming;
import dev.carillon.gateway.ws.socket.RawSocket;
import dev.carillon.request.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ws}. Without a subprotocol: plain mode, for {@code wscat} and the guide; what one client
 * sends reaches all as {@code Broadcast: ...}. With {@code carillon.v1.json}: topics. Both require
 * a key; the subprotocol may send it in its hello.
 */
public final class WebSockets implements Handler<RoutingContext> {
  private final Authentication authentication;
  private final Origins origins;
  private final Tasks tasks;
  private final Clocks clocks;
  private final Timers timers;
  private final LiveLimits limits;
  private final Hub hub;
  private final Heartbeat heartbeat;
  private boolean draining;

  /**
   * The WebSockets of one event loop.
   *
   * @param limits those of the process
   */
  public WebSockets(
      Bus bus,
      Authentication authentication,
      Origins origins,
      Tasks tasks,
      Clocks clocks,
      Timers timers,
      LiveLimits limits) {
    this.authentication = authentication;
    this.origins = origins;
    this.tasks = tasks;
    this.clocks = clocks;
    this.timers = timers;
    this.limits = limits;
    this.hub = new Hub(bus);
    this.heartbeat = new Heartbeat(timers, limits.settings().ping());
  }

  /** The subprotocols that the server offers. */
  public static List<String> subProtocols() {
    return List.of(Protocol.NAME);
  }

  /** Starts to forward events, and to look who is still there. */
  public Registration listen() {
    heartbeat.start();
    return hub.listen();
  }

  /** Closes every connection with a code that asks the client to reconnect. */
  public void drain() {
    draining = true;
    heartbeat.stop();
    hub.closeAll(CloseReason.RESTART);
  }

  /** Closes the connections of callers who may no longer have one. */
  public void closeThose(Predicate<Caller> gone, CloseReason why) {
    for (Session session : hub.all()) {
      Caller caller = session.caller();
      if (caller != null && gone.test(caller)) {
        session.close(why);
      }
    }
  }

  @Override
  public void handle(RoutingContext rc) {
    if (!rc.request().method().equals(HttpMethod.GET)) {
      rc.response().putHeader("allow", "GET");
      rc.fail(405);
      return;
    }
    Handshake handshake = new Handshake(rc.request());
    if (handshake.isOfAnotherVersion()) {
      rc.response().putHeader("sec-websocket-version", "13");
      rc.fail(426);
      return;
    }
    Caller caller = authentication.find(rc.request());
    Seat seat;
    try {
      check(rc, handshake, caller);
      seat =
          caller == null
              ? limits.seatStranger(Network.of(rc.request()))
              : limits.seat(caller.name());
    } catch (Failure refused) {
      rc.fail(refused);
      return;
    }
    rc.request()
        .toWebSocket()
        .onSuccess(upgraded -> open(upgraded, rc, caller, seat))
        .onFailure(
            e -> {
              seat.leave();
              rc.fail(e);
            });
  }

  private void check(RoutingContext rc, Handshake handshake, @Nullable Caller caller) {
    Failure refusal = handshake.refusal();
    if (refusal != null) {
      throw refusal;
    }
    if (!origins.allow(rc.request())) {
      throw Failure.of(FailureCode.FORBIDDEN, "This Origin is not allowed to open a WebSocket");
    }
    boolean showsKey = rc.request().getHeader("Authorization") != null;
    if (caller == null && (showsKey || !handshake.offers(Protocol.NAME))) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED,
          showsKey
              ? "Unknown API key"
              : "An API key is required: Authorization: Bearer sk_..., or a hello of "
                  + Protocol.NAME);
    }
    if (draining) {
      throw Failure.of(FailureCode.UNAVAILABLE, "The server restarts");
    }
  }

  private void open(
      ServerWebSocket upgraded, RoutingContext rc, @Nullable Caller caller, Seat seat) {
    RawSocket socket = RawSocket.of(rc.request(), timers, limits, seat);
    Session session = new Session(socket, tasks, caller);
    upgraded.shutdownHandler(v -> session.close(CloseReason.RESTART));
    Incoming incoming;
    if (Protocol.NAME.equals(upgraded.subProtocol()) || caller == null) {
      hub.add(session);
      Protocol protocol =
          new Protocol(hub, session, (s, key) -> greet(s, socket, key), limits.settings(), timers);
      protocol.awaitHello();
      incoming = protocol;
    } else {
      hub.addPlain(session);
      incoming = new PlainTalk(hub, session, caller.role().covers(Role.WRITER));
    }
    heartbeat.add(session);
    socket.start(incoming, clocks);
  }

  private @Nullable Caller greet(Session session, RawSocket socket, String key) {
    Caller caller = authentication.findKey(key);
    Caller before = session.caller();
    if (caller != null && (before == null || !before.name().equals(caller.name()))) {
      socket.moveTo(limits.seat(caller.name()));
    }
    if (caller != null) {
      session.belongsTo(caller);
    }
    return caller;
  }
}
