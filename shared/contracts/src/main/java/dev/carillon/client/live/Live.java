package dev.carillon.client.live;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.client.live.Subscription.State;
import dev.carillon.json.Doc;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Topics over one connection that comes back by itself:
 *
 * <pre>{@code
 * URI url = URI.create("wss://carillon.example/ws");
 * Live live = Live.open(vertx, LiveOptions.of(url, key), state -> {});
 * live.subscribe("orders.eu", null, message -> System.out.println(message.data()));
 * live.publish("orders.eu", Doc.object("id", 42)).onFailure(e -> System.out.println(e));
 * }</pre>
 *
 * <p>After a connection that broke each topic goes on behind its last message; what cannot be had
 * any more is told as a gap. Between connections it waits as its options say, or as long as the
 * server asks. Thread-safe; listeners are called on one event loop.
 */
public final class Live {
  private static final int GOODBYE = 1000;
  private static final int LONGEST_FRAME = 1 << 20;
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Set<String> PASSING =
      Set.of("unavailable", "rate-limited", "timeout", "internal", LiveException.UNKNOWN);

  private final Context own;
  private final Timers timers;
  private final Connections connections;
  private final Publishes publishes;
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private @Nullable Link link;

  private Live(Vertx vertx, LiveOptions options, Consumer<LiveState> states) {
    this.own = vertx.getOrCreateContext();
    this.timers = Timers.of(vertx);
    this.publishes = new Publishes(timers, options.answer());
    WebSocketClientOptions wide =
        new WebSocketClientOptions()
            .setMaxFrameSize(LONGEST_FRAME)
            .setMaxMessageSize(LONGEST_FRAME);
    this.connections =
        new Connections(
            vertx.createWebSocketClient(wide), options, Clocks.system(), timers, new Using(states));
  }

  /**
   * Begins to connect.
   *
   * @param states hears of each state, on the client's event loop
   */
  public static Live open(Vertx vertx, LiveOptions options, Consumer<LiveState> states) {
    Live live = new Live(vertx, options, states);
    live.own.runOnContext(v -> live.connections.connect());
    return live;
  }

  /**
   * Listens to a topic. A second subscription to the same one is refused.
   *
   * @param from behind which message; null for what is new
   */
  public Subscription subscribe(
      String topic, @Nullable TopicPosition from, TopicListener listener) {
    Subscription subscription = new Subscription(this, topic, from, listener);
    own.runOnContext(
        v -> {
          if (connections.isClosed()) {
            subscription.refused(closed(null));
          } else if (subscriptions.putIfAbsent(topic, subscription) != null) {
            subscription.refused(
                new LiveException("conflict", "There is a subscription to " + topic, null));
          } else if (link != null) {
            begin(subscription, link);
          }
        });
    return subscription;
  }

  /** Publishes under a new name. */
  public Future<Published> publish(String topic, Doc data) {
    return publish(topic, data, UUID.randomUUID().toString());
  }

  /**
   * Publishes; waits for a connection if there is none. Fails with a {@link LiveException}. After
   * {@code unknown} the same {@code messageId} repeats it: on a durable topic it is stored once.
   *
   * @param messageId the publisher's own name of the message, of 1 to 64 characters
   */
  public Future<Published> publish(String topic, Doc data, String messageId) {
    return here(
        () ->
            connections.isClosed()
                ? Future.failedFuture(closed(messageId))
                : publishes.add(topic, data, messageId, link));
  }

  /** Completes when it is closed for good, with why. */
  public Future<LiveState> closed() {
    return connections.closed();
  }

  /** Says goodbye. May be called twice. */
  public Future<LiveState> close() {
    return here(
        () -> {
          if (link != null) {
            link.tell("bye");
          }
          connections.close(GOODBYE, "closed here");
          publishes.close();
          List.copyOf(subscriptions.values()).forEach(Subscription::closed);
          return connections.closed();
        });
  }

  private static LiveException closed(@Nullable String messageId) {
    return new LiveException(LiveException.CLOSED, "The client is closed", messageId);
  }

  private <T> Future<T> here(Supplier<Future<T>> work) {
    Promise<T> done = Promise.promise();
    own.runOnContext(v -> Work.begin(work).onComplete(r -> Work.settle(done, r)));
    return done.future();
  }

  void unsubscribe(Subscription subscription) {
    own.runOnContext(
        v -> {
          if (subscriptions.remove(subscription.topic(), subscription)) {
            boolean asked = subscription.isAsked();
            subscription.closed();
            if (asked && link != null) {
              link.tell("unsub", "topic", subscription.topic());
            }
          }
        });
  }

  private void begin(Subscription subscription, Link on) {
    subscription.move(State.ASKED);
    on.ask("sub", subscription.asked())
        .onComplete(
            r -> {
              if (on != link || subscription.state() != State.ASKED) {
                return; // the next connection asks again, or nobody does
              }
              if (r.succeeded()) {
                subscription.begun(r.result());
              } else {
                unanswered(subscription, r.cause(), on);
              }
            });
  }

  /** What may pass is asked for again. */
  private void unanswered(Subscription subscription, Throwable cause, Link on) {
    if (cause instanceof LiveException refused && !PASSING.contains(refused.code())) {
      subscription.refused(refused);
      return;
    }
    subscription.move(State.WAITING);
    timers.after(
        SOON,
        () -> {
          if (on == link && subscription.state() == State.WAITING) {
            begin(subscription, on);
          }
        });
  }

  /** What its connections say. */
  private final class Using implements Connections.User {
    private final Consumer<LiveState> states;

    Using(Consumer<LiveState> states) {
      this.states = states;
    }

    @Override
    public void state(LiveState state) {
      states.accept(state);
    }

    @Override
    public void welcome(Link opened) {
      link = opened;
      for (Subscription each : List.copyOf(subscriptions.values())) {
        if (each.state() == State.WAITING) {
          begin(each, opened);
        }
      }
      publishes.sendAll(opened);
    }

    @Override
    public void heard(ServerFrame frame) {
      Subscription about = frame.topic() == null ? null : subscriptions.get(frame.topic());
      if (about != null && about.state() == State.ON) {
        switch (String.valueOf(frame.type())) {
          case "msg" -> about.message(frame);
          case "gap" -> about.gap(frame);
          case "presence", "join", "leave" -> about.present(frame);
          case "error" -> onError(frame, about);
          default -> {} // a newer server may say more
        }
      }
    }

    /** One with an id is about what was asked beside messages. */
    private void onError(ServerFrame frame, Subscription about) {
      if (frame.id() == null) {
        about.refused(frame.failure());
      } else {
        about.presenceRefused(frame.failure());
      }
    }

    @Override
    public void lost() {
      link = null;
      for (Subscription each : subscriptions.values()) {
        if (each.isAsked()) {
          each.move(State.WAITING);
        }
      }
    }
  }
}
