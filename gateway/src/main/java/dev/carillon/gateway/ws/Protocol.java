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
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One client's side of {@code carillon.v1.json}: hello first, then subscriptions. */
final class Protocol implements Incoming {
  /** The subprotocol's name. */
  static final String NAME = "carillon.v1.json";

  private final Hub hub;
  private final Session session;
  private final Greeter greeter;
  private final LiveSettings settings;
  private final AsyncEvent greeting;

  /** Shows the key of a hello at the door. */
  interface Greeter {
    /**
     * Finds whose key it is, and moves the session to a seat of that key.
     *
     * @return the caller; null if nobody has this key
     * @throws Failure if the key may have no more sockets
     */
    @Nullable Caller greet(Session session, String key);
  }

  /** A connection that waits for hello. */
  Protocol(Hub hub, Session session, Greeter greeter, LiveSettings settings, Timers timers) {
    this.hub = hub;
    this.session = session;
    this.greeter = greeter;
    this.settings = settings;
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
      case "unsub" -> onUnsubscribe(frame);
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
    hub.remove(session);
    session.onClosed();
  }

  private void onHello(ClientFrame frame) {
    if (greeting.isSet()) {
      error(frame.id(), "bad-frame", "hello was said before");
      return;
    }
    try {
      Caller caller = frame.key() == null ? session.caller() : greeter.greet(session, frame.key());
      if (caller == null) {
        session.close(CloseReason.UNAUTHENTICATED);
        return;
      }
    } catch (Failure full) {
      session.close(CloseReason.TOO_MANY_SOCKETS, full.message());
      return;
    }
    greeting.set();
    session.send(Json.text(ServerFrame.welcome()));
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
    session.send(Json.text(ServerFrame.ok(frame.id(), topic, hub.subscribe(session, topic))));
  }

  private void onUnsubscribe(ClientFrame frame) {
    String topic = topic(frame);
    if (topic != null) {
      hub.unsubscribe(session, topic);
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
    if (topic == null || !Topics.exists(topic)) {
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
