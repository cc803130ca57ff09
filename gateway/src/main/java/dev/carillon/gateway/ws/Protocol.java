package dev.carillon.gateway.ws;

import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.ws.limits.CloseReason;
import dev.carillon.gateway.ws.limits.LiveSettings;
import dev.carillon.gateway.ws.socket.Incoming;
import dev.carillon.json.Json;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client's side of {@code carillon.v1.json}: hello first, then subscriptions. */
final class Protocol implements Incoming {
  /** The subprotocol's name. */
  static final String NAME = "carillon.v1.json";

  private final Hub hub;
  private final Session session;
  private final Function<String, Future<Void>> greeter;
  private final Function<String, Future<Instant>> refresher;
  private final LiveSettings settings;
  private final Resumes resumes;
  private final AsyncEvent greeting;
  private final BehindHello behindHello;
  private boolean asking;

  /**
   * A connection that waits for hello.
   *
   * @param greeter finds whose key it is that a hello shows, and gives the session to its holder
   * @param refresher lets the session go on with another token of its user, and says until when
   */
  Protocol(
      Hub hub,
      Session session,
      Function<String, Future<Void>> greeter,
      Function<String, Future<Instant>> refresher,
      LiveSettings settings,
      Resumes resumes,
      Timers timers) {
    this.hub = hub;
    this.session = session;
    this.greeter = greeter;
    this.refresher = refresher;
    this.settings = settings;
    this.resumes = resumes;
    this.behindHello = new BehindHello(settings.strangerFrames(), settings.messageBytes());
    this.greeting = new AsyncEvent("hello", timers);
  }

  /** Closes the connection if no hello comes in time. */
  void awaitHello() {
    session
        .task("wait for hello", c -> greeting.await(Wait.until(c).limitedTo(settings.hello())))
        .onFailure(
            e -> {
              if (!(e instanceof CancellationException)) {
                session.close(CloseReason.NO_HELLO);
              }
            });
  }

  @Override
  public void onText(String text) {
    if (!asking) {
      onFrame(text);
    } else if (!session.isClosing() && !behindHello.add(text)) {
      session.close(CloseReason.TOO_MANY_FRAMES, "too many frames before the welcome");
    }
  }

  private void onFrame(String text) {
    ClientFrame frame;
    try {
      frame = Json.read(text, ClientFrame.class);
    } catch (Failure malformed) {
      refuse(null, malformed.message());
      return;
    }
    switch (frame.type()) {
      case "hello" -> onHello(frame);
      case "sub" -> onSubscribe(frame);
      case "refresh" -> onRefresh(frame);
      case "unsub" -> onUnsubscribe(frame);
      case "pub", "seen", "acked" -> onSpeak(frame);
      case "ping" -> session.send(Json.text(ServerFrame.pong(frame.id())));
      case "bye" -> {
        session.send(Json.text(ServerFrame.bye()));
        session.close(CloseReason.BYE);
      }
      default -> error(frame.id(), "unknown-type", "Unknown frame type " + frame.type());
    }
  }

  @Override
  public void onBinary() {
    session.close(CloseReason.BAD_FRAME, "binary messages are not of the protocol");
  }

  @Override
  public void onClosed() {
    behindHello.clear();
    hub.remove(session);
  }

  private void onHello(ClientFrame frame) {
    if (greeting.isSet()) {
      error(frame.id(), "bad-frame", "hello was said before");
      return;
    }
    if (frame.key() == null) {
      welcome();
      return;
    }
    asking = true;
    greeter
        .apply(frame.key())
        .onComplete(
            r -> {
              asking = false;
              if (r.succeeded()) {
                welcome();
              } else {
                turnAway(r.cause());
              }
              goOn();
            });
  }

  /** What came while a key was looked for. */
  private void goOn() {
    while (!asking && !behindHello.isEmpty() && !session.isClosing()) {
      onFrame(behindHello.remove());
    }
  }

  /** A token that is not good leaves the session to the one that it has. */
  private void onRefresh(ClientFrame frame) {
    if (!greeting.isSet() || frame.key() == null) {
      refuse(frame.id(), greeting.isSet() ? "key is required" : "hello must come first");
      return;
    }
    asking = true;
    refresher
        .apply(frame.key())
        .onComplete(
            r -> {
              asking = false;
              if (r.succeeded()) {
                session.send(Json.text(ServerFrame.refreshed(frame.id(), r.result())));
                resumes.endForbidden();
              } else {
                resumes.refuse(frame.id(), r.cause());
              }
              goOn();
            });
  }

  private void welcome() {
    if (session.caller() == null) {
      session.close(CloseReason.UNAUTHENTICATED);
      return;
    }
    greeting.set();
    session.send(Json.text(ServerFrame.welcome()));
  }

  private void turnAway(Throwable cause) {
    Failure failure = Failure.known(cause);
    if (failure == null) {
      session.close(CloseReason.INTERNAL);
      return;
    }
    CloseReason why =
        switch (failure.code()) {
          case UNAUTHENTICATED -> CloseReason.UNAUTHENTICATED;
          case FORBIDDEN -> CloseReason.FORBIDDEN;
          case RATE_LIMITED -> CloseReason.RATE_LIMITED;
          case UNAVAILABLE, TIMEOUT -> CloseReason.UNCHECKED;
          default -> CloseReason.INTERNAL;
        };
    session.close(why, failure.message());
  }

  private void onSubscribe(ClientFrame frame) {
    String topic = topic(frame);
    if (topic == null) {
      return;
    }
    if (session.topics().size() >= settings.topics() && !session.topics().contains(topic)) {
      error(frame.id(), "limit", "A session may have " + settings.topics() + " topics");
      return;
    }
    resumes.subscribe(frame, topic);
  }

  private void onSpeak(ClientFrame frame) {
    Caller caller = session.caller();
    if (!greeting.isSet() || caller == null) {
      refuse(frame.id(), "hello must come first");
    } else {
      resumes.speak(frame, caller);
    }
  }

  private void onUnsubscribe(ClientFrame frame) {
    String topic = topic(frame);
    if (topic != null) {
      session.unsubscribe(topic);
      session.send(Json.text(ServerFrame.ok(frame.id(), topic)));
    }
  }

  /** The topic of a frame that may name one now; null after the client was told why not. */
  private @Nullable String topic(ClientFrame frame) {
    if (!greeting.isSet()) {
      refuse(frame.id(), "hello must come first");
      return null;
    }
    String topic = frame.topic();
    Caller caller = session.caller();
    if (topic == null
        || caller == null
        || !Topics.exists(topic)
        || !resumes.mayListen(caller, topic)) {
      error(frame.id(), "forbidden", "Unknown topic, or the key may not subscribe to it");
      return null;
    }
    return topic;
  }

  private void error(@Nullable String id, String code, String detail) {
    session.send(Json.text(ServerFrame.error(id, code, detail)));
  }

  private void refuse(@Nullable String id, String detail) {
    error(id, "bad-frame", detail);
    session.close(CloseReason.BAD_FRAME);
  }
}
