package dev.carillon.gateway.ws;

import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.bus.Bus;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.limits.Admission;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.Keyring;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.ws.fanout.Fanout;
import dev.carillon.gateway.ws.fanout.LoopFanout;
import dev.carillon.gateway.ws.handshake.Upgrades;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.limits.Seat;
import dev.carillon.gateway.ws.socket.Heartbeat;
import dev.carillon.gateway.ws.socket.RawSocket;
import dev.carillon.topic.access.TopicAction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /ws}. Without a subprotocol: plain mode, for {@code wscat} and the guide; what one client
 * sends reaches all as {@code Broadcast: ...}. With {@code carillon.v1.json}: topics. Both require
 * a key; the subprotocol may send it in its hello.
 */
public final class WebSockets implements Handler<RoutingContext> {
  /** What clients of the protocol send. */
  public static final Class<?> CLIENT_FRAME = ClientFrame.class;

  /** What they are sent, but for the messages of topics. */
  public static final Class<?> SERVER_FRAME = ServerFrame.class;

  private final Vertx vertx;
  private final Authentication authentication;
  private final Upgrades upgrades;
  private final Clocks clocks;
  private final LiveLimits limits;
  private final Admission admission;
  private final LoopFanout fanout;
  private final Hub hub;
  private final Heartbeat heartbeat;
  private final LoopTopics topics;
  private Runnable unlisten = () -> {};

  /**
   * The WebSockets of one event loop.
   *
   * @param fanout that of the process
   * @param admission what clients say and publish counts among the requests of their keys
   */
  public WebSockets(
      Vertx vertx,
      Bus bus,
      Authentication authentication,
      Upgrades upgrades,
      Clocks clocks,
      Fanout fanout,
      Admission admission) {
    this.vertx = vertx;
    this.authentication = authentication;
    this.upgrades = upgrades;
    this.clocks = clocks;
    this.limits = fanout.limits();
    this.admission = admission;
    this.fanout = fanout.on(loop(vertx), RawSocket.afterReads(vertx), Timers.of(vertx));
    this.hub = new Hub(bus, this.fanout);
    this.topics = new LoopTopics(vertx, bus, clocks, limits.settings());
    this.heartbeat = new Heartbeat(Timers.of(vertx), limits.settings().ping());
  }

  /** The subprotocols that the server offers. */
  public static List<String> subProtocols() {
    return List.of(Protocol.NAME);
  }

  private static Executor loop(Vertx vertx) {
    Context own = vertx.getOrCreateContext();
    return work -> own.runOnContext(v -> work.run());
  }

  /** Where clients of this event loop listen, also those of other kinds. */
  public LoopFanout fanout() {
    return fanout;
  }

  /** What clients of this event loop listen to, also those of other kinds. */
  public LoopTopics topics() {
    return topics;
  }

  /** Starts to look who is still there. */
  public void start() {
    heartbeat.start();
    topics.start();
    unlisten = topics.onOtherRules(() -> hub.recheck(topics));
  }

  /**
   * Ends every connection, and asks each client to come back at a moment of its own within this
   * time.
   */
  public void drain(Duration over) {
    upgrades.drain();
    heartbeat.stop();
    unlisten.run();
    topics.stop().onFailure(gone -> {});
    hub.restart(over);
  }

  @Override
  public void handle(RoutingContext rc) {
    upgrades.upgrade(rc, Protocol.NAME, new Arriving(upgrades.address(rc.request())));
  }

  /** A client that comes: a plain one is told nothing later, and so it listens from the first. */
  private final class Arriving implements Upgrades.Opened {
    private final String address;
    private @Nullable EarlyListener early;

    Arriving(String address) {
      this.address = address;
    }

    @Override
    public void answering(boolean offered, @Nullable Caller caller, Seat seat) {
      if (!offered && caller != null && Topics.mayListen(topics, caller, Topics.PLAIN)) {
        early = EarlyListener.on(fanout, seat);
      }
    }

    @Override
    public void open(RawSocket socket, @Nullable String subprotocol, @Nullable Caller caller) {
      Session session = new Session(socket, Tasks.of(vertx));
      heartbeat.add(socket);
      if (Protocol.NAME.equals(subprotocol) || caller == null) {
        failed();
        openTopics(session, socket, address, caller);
      } else {
        openPlain(session, socket, caller, early);
      }
    }

    @Override
    public void failed() {
      if (early != null) {
        early.drop();
      }
    }
  }

  private void openTopics(
      Session session, RawSocket socket, String address, @Nullable Caller caller) {
    if (caller != null) {
      admit(session, caller);
    }
    hub.add(session);
    Protocol protocol =
        new Protocol(
            hub,
            session,
            key -> greet(session, socket, address, key),
            token -> refresh(session, address, token),
            limits.settings(),
            new Resumes(session, topics, admission),
            Timers.of(vertx));
    socket.start(protocol, clocks);
    protocol.awaitHello();
  }

  private void openPlain(
      Session session, RawSocket socket, Caller caller, @Nullable EarlyListener early) {
    admit(session, caller);
    hub.addPlain(session);
    BooleanSupplier maySpeak = () -> Topics.mayPlain(topics, caller, TopicAction.PUBLISH);
    socket.start(new PlainTalk(hub, session, caller, admission, maySpeak), clocks);
    if (early == null) {
      session.close(CloseReason.FORBIDDEN);
    } else {
      early.handOver(session);
    }
  }

  /** The key of a hello: it may be another one than that of the header. */
  private Future<Void> greet(Session session, RawSocket socket, String address, String key) {
    return authentication
        .check(address, key)
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

  /** Another token of the same user, in the place of the one that the session has. */
  private Future<Instant> refresh(Session session, String address, String token) {
    Caller before = session.caller();
    if (before == null || before.user() == null) {
      return Future.failedFuture(
          Failure.of(FailureCode.FORBIDDEN, "Only a connection with a user's token has another"));
    }
    UUID owner = before.user().userId();
    return authentication
        .check(address, token)
        .map(
            caller -> {
              if (caller.user() == null || !caller.user().userId().equals(owner)) {
                throw Failure.of(FailureCode.FORBIDDEN, "The token is not one of the same user");
              }
              if (!session.isClosing()) {
                admit(session, caller);
              }
              return caller.user().expiresAt();
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
