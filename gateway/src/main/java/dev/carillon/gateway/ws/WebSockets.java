package dev.carillon.gateway.ws;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.live.Live;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Origins;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ws}. Without a subprotocol: plain mode, for {@code wscat} and the guide; what one client
 * sends reaches all as {@code Broadcast: ...}. With {@code carillon.v1.json}: topics. Both require
 * a key; the subprotocol may send it in its hello.
 */
public final class WebSockets implements Handler<RoutingContext> {
  private static final int MAX_SESSIONS_PER_LOOP = 50_000;
  private static final Duration PING_EVERY = Duration.ofSeconds(10);

  private final Authentication authentication;
  private final Origins origins;
  private final Tasks tasks;
  private final Timers timers;
  private final Hub hub;
  private boolean draining;

  /** The WebSockets of one event loop. */
  public WebSockets(
      Bus bus, Authentication authentication, Origins origins, Tasks tasks, Timers timers) {
    this.authentication = authentication;
    this.origins = origins;
    this.tasks = tasks;
    this.timers = timers;
    this.hub = new Hub(bus);
  }

  /** The subprotocols that the server offers. */
  public static List<String> subProtocols() {
    return List.of(Protocol.NAME);
  }

  /** Starts to forward events, and to ping, so that a quiet client does not time out. */
  public Registration listen() {
    pingLater();
    return hub.listen();
  }

  /** Closes every connection with a code that asks the client to reconnect. */
  public void drain() {
    draining = true;
    hub.closeAll(CloseReason.RESTART);
  }

  private void pingLater() {
    timers.after(
        PING_EVERY,
        () -> {
          if (!draining) {
            hub.pingAll();
            pingLater();
          }
        });
  }

  @Override
  public void handle(RoutingContext rc) {
    Failure refusal = refusal(rc);
    if (refusal != null) {
      rc.fail(refusal);
      return;
    }
    Caller caller = authentication.find(rc.request());
    rc.request().toWebSocket().onSuccess(socket -> open(socket, caller)).onFailure(rc::fail);
  }

  private @Nullable Failure refusal(RoutingContext rc) {
    if (!"websocket".equalsIgnoreCase(rc.request().getHeader("Upgrade"))) {
      return Failure.invalid(
          "Upgrade", "must be websocket: this path only accepts WebSocket connections");
    }
    if (!origins.allow(rc.request())) {
      return Failure.of(FailureCode.FORBIDDEN, "This Origin is not allowed to open a WebSocket");
    }
    boolean sendsKeyLater = rc.request().getHeader("Sec-WebSocket-Protocol") != null;
    if (!sendsKeyLater && authentication.find(rc.request()) == null) {
      return Failure.of(
          FailureCode.UNAUTHENTICATED, "An API key is required: Authorization: Bearer sk_...");
    }
    return hub.size() >= MAX_SESSIONS_PER_LOOP
        ? Failure.of(FailureCode.UNAVAILABLE, "Too many WebSockets are open")
        : null;
  }

  private void open(ServerWebSocket socket, @Nullable Caller caller) {
    Session session = new Session(socket, tasks);
    Runnable unwatch =
        caller == null
            ? () -> {}
            : authentication.watch(caller, end -> session.close(CloseReason.of(end)));
    socket.shutdownHandler(v -> session.close(CloseReason.RESTART));
    if (Protocol.NAME.equals(socket.subProtocol())) {
      hub.add(session);
      Protocol protocol = new Protocol(hub, session, authentication, timers, caller);
      socket.textMessageHandler(protocol::onText);
      socket.binaryMessageHandler(b -> session.close(CloseReason.BAD_FRAME));
      socket.closeHandler(v -> leave(session, unwatch));
    } else if (caller == null) {
      session.close(CloseReason.UNAUTHENTICATED);
    } else if (!TopicScopes.maySubscribe(caller, Live.PLAIN_TOPIC)) {
      session.close(CloseReason.FORBIDDEN);
      unwatch.run();
    } else {
      hub.addPlain(session);
      boolean maySend = TopicScopes.mayPublish(caller, Live.PLAIN_TOPIC);
      socket.textMessageHandler(
          text -> {
            if (maySend) {
              hub.say(text);
            } else {
              session.close(CloseReason.FORBIDDEN);
            }
          });
      socket.binaryMessageHandler(b -> session.close(CloseReason.BAD_FRAME));
      socket.closeHandler(v -> leave(session, unwatch));
    }
  }

  private void leave(Session session, Runnable unwatch) {
    unwatch.run();
    hub.remove(session);
    session.onClosed();
  }
}
