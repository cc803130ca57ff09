package dev.carillon.gateway.ws;

import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.security.Authentication;
import dev.carillon.gateway.security.Caller;
import dev.carillon.json.Json;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One client's side of {@code carillon.v1.json}: hello first, then subscriptions. */
final class Protocol {
  /** The subprotocol's name. */
  static final String NAME = "carillon.v1.json";

  private static final Duration HELLO_LIMIT = Duration.ofSeconds(5);

  private final Hub hub;
  private final Session session;
  private final Authentication authentication;
  private final AsyncEvent greeting;
  private @Nullable Caller caller;

  /**
   * A connection that waits for hello.
   *
   * @param caller the holder of the key in the header, null without one
   */
  Protocol(
      Hub hub,
      Session session,
      Authentication authentication,
      Timers timers,
      @Nullable Caller caller) {
    this.hub = hub;
    this.session = session;
    this.authentication = authentication;
    this.caller = caller;
    this.greeting = new AsyncEvent("hello", timers);
    session
        .task(caller, "wait for hello", c -> greeting.await(Wait.until(c).limitedTo(HELLO_LIMIT)))
        .onFailure(
            e -> {
              if (!(e instanceof CancellationException)) {
                session.close(CloseReason.NO_HELLO);
              }
            });
  }

  void onText(String text) {
    ClientFrame frame;
    try {
      frame = Json.read(text, ClientFrame.class);
    } catch (Failure malformed) {
      refuse(null, "bad-frame", malformed.message(), CloseReason.BAD_FRAME);
      return;
    }
    switch (frame.type()) {
      case "hello" -> onHello(frame);
      case "sub" -> onSubscribe(frame);
      case "bye" -> {
        session.send(Json.text(ServerFrame.bye()));
        session.close(CloseReason.BYE);
      }
      default ->
          refuse(
              frame.id(), "bad-frame", "Unknown frame type " + frame.type(), CloseReason.BAD_FRAME);
    }
  }

  private void onHello(ClientFrame frame) {
    if (frame.key() != null) {
      caller = authentication.findKey(frame.key());
    }
    if (caller == null) {
      session.close(CloseReason.UNAUTHENTICATED);
      return;
    }
    greeting.set();
    session.send(Json.text(ServerFrame.welcome()));
  }

  private void onSubscribe(ClientFrame frame) {
    if (!greeting.isSet()) {
      refuse(frame.id(), "bad-frame", "hello must come first", CloseReason.BAD_FRAME);
    } else if (frame.topic() == null
        || !Hub.isTopic(frame.topic())
        || !TopicScopes.maySubscribe(Objects.requireNonNull(caller), frame.topic())) {
      session.send(
          Json.text(
              ServerFrame.error(
                  frame.id(), "forbidden", "Unknown topic, or the key may not subscribe to it")));
    } else {
      String topic = Objects.requireNonNull(frame.topic());
      session.send(Json.text(ServerFrame.ok(frame.id(), topic, hub.subscribe(session, topic))));
    }
  }

  private void refuse(@Nullable String id, String code, String detail, CloseReason why) {
    session.send(Json.text(ServerFrame.error(id, code, detail)));
    session.close(why);
  }
}
