package dev.carillon.gateway.ws;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.live.Live;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Keyring;
import dev.carillon.gateway.security.Origins;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.socket.RawSocket;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ws}. Without a subprotocol: plain mode, for {@code wscat} and the guide; what one client
 * sends reaches all as {@code Broadcast: ...}. With {@code carillon.v1.json}: topics. Both require
 * a key; the subprotocol may send it in its hello.
 */
public final class WebSockets implements Handler<RoutingContext> {
  private final Vertx vertx;
  private final Authentication authentication;
  private final Origins origins;
  private final Clocks clocks;
  private final LiveLimits limits;
  private final Function<HttpServerRequest, String> address;
  private final Hub hub;
  private final Heartbeat heartbeat;
  private boolean draining;

  /**
   * The WebSockets of one event loop.
   *
   * @param limits those of the process
   * @param address whose places are counted together
   */
  public WebSockets(
      Vertx vertx,
      Bus bus,
      Authentication authentication,
      Origins origins,
      Clocks clocks,
      LiveLimits limits,
      Function<HttpServerRequest, String> address) {
    this.vertx = vertx;
    this.authentication = authentication;
    this.origins = origins;
    this.clocks = clocks;
    this.limits = limits;
    this.address = address;
    this.hub = new Hub(bus);
    this.heartbeat = new Heartbeat(Timers.of(vertx), limits.settings().ping());
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
    Caller caller = Authentication.caller(rc);
    Seat seat;
    try {
      check(rc, handshake, caller);
      seat =
          caller == null
              ? limits.seatStranger(address.apply(rc.request()))
              : limits.seat(caller.name());
    } catch (Failure refused) {
      rc.fail(refused);
      return;
    }
    upgrade(rc, caller, seat);
  }

  private void upgrade(RoutingContext rc, @Nullable Caller caller, Seat seat) {
    rc.request()
        .toWebSocket()
        .onSuccess(upgraded -> open(upgraded, rc.request(), caller, seat))
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
    boolean showsKey = rc.request().headers().contains("Authorization");
    if (caller == null && showsKey) {
      throw Authentication.unknown();
    }
    if (caller == null && !handshake.offers(Protocol.NAME)) {
      throw Failure.of(
          FailureCode.UNAUTHENTICATED, "An API key is required: Authorization: Bearer sk_...");
    }
    if (draining) {
      throw Failure.of(FailureCode.UNAVAILABLE, "The server restarts");
    }
  }

  private void open(
      ServerWebSocket upgraded, HttpServerRequest request, @Nullable Caller caller, Seat seat) {
    RawSocket socket = RawSocket.of(request, Timers.of(vertx), limits, seat);
    Session session = new Session(socket, Tasks.of(vertx));
    upgraded.shutdownHandler(v -> session.close(CloseReason.RESTART));
    heartbeat.add(session);
    if (Protocol.NAME.equals(upgraded.subProtocol()) || caller == null) {
      openTopics(session, socket, request, caller);
    } else {
      openPlain(session, socket, caller);
    }
  }

  private void openTopics(
      Session session, RawSocket socket, HttpServerRequest request, @Nullable Caller caller) {
    if (caller != null) {
      admit(session, caller);
    }
    hub.add(session);
    Protocol protocol =
        new Protocol(
            hub,
            session,
            key -> greet(session, socket, request, key),
            limits.settings(),
            Timers.of(vertx));
    socket.start(protocol, clocks);
    protocol.awaitHello();
  }

  private void openPlain(Session session, RawSocket socket, Caller caller) {
    admit(session, caller);
    hub.addPlain(session);
    socket.start(
        new PlainTalk(hub, session, TopicScopes.mayPublish(caller, Live.PLAIN_TOPIC)), clocks);
    if (!TopicScopes.maySubscribe(caller, Live.PLAIN_TOPIC)) {
      session.close(CloseReason.FORBIDDEN);
    }
  }

  /** The key of a hello: it may be another one than that of the header. */
  private Future<Void> greet(
      Session session, RawSocket socket, HttpServerRequest request, String key) {
    return authentication
        .check(request, key)
        .map(
            caller -> {
              Caller before = session.caller();
              if (!session.isClosing() && (before == null || !before.equals(caller))) {
                socket.moveTo(limits.seat(caller.name()));
                admit(session, caller);
              }
              return null;
            });
  }

  private void admit(Session session, Caller caller) {
    Runnable unwatch =
        authentication.watch(
            caller,
            end ->
                session.close(
                    end == Keyring.End.REVOKED ? CloseReason.REVOKED : CloseReason.UNCHECKED));
    session.belongsTo(caller, unwatch);
  }
}
