package dev.carillon.client.live;

import dev.carillon.client.live.TopicListener.Gap;
import dev.carillon.client.live.TopicListener.Message;
import dev.carillon.client.live.TopicListener.Presence;
import dev.carillon.json.Doc;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one topic says, over as many connections as it takes. Its position is where the listener is:
 * nothing is passed over silently, and nothing comes twice.
 */
public final class Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  private final Live live;
  private final String topic;
  private final TopicListener listener;
  private final Promise<TopicPosition> ready = Promise.promise();
  private volatile @Nullable TopicPosition position;
  private Presence presence = new Presence(Set.of(), true, 0, 0);
  private boolean fromOldest;
  private State state = State.WAITING;

  /** Where it is with the server. */
  enum State {
    /** It is asked for with the next connection. */
    WAITING,
    /** It was asked for on this one. */
    ASKED,
    /** The server has answered: messages follow. */
    ON,
    /** The server refused it. */
    REFUSED,
    /** Nobody wants it any more. */
    CLOSED
  }

  Subscription(Live live, String topic, @Nullable TopicPosition from, TopicListener listener) {
    this.live = live;
    this.topic = topic;
    this.listener = listener;
    this.position = from;
    this.fromOldest = TopicPosition.OLDEST.equals(from);
  }

  /** Whose messages it hears. */
  public String topic() {
    return topic;
  }

  /** Where the listener is: with it one goes on later, also in another process. Null at first. */
  public @Nullable TopicPosition position() {
    return position;
  }

  /**
   * Completes when the topic is listened to for the first time; fails with a {@link LiveException}
   * when it is refused, or closed before.
   */
  public Future<TopicPosition> ready() {
    return ready.future();
  }

  /** Listens no more. May be called twice. */
  public void close() {
    live.unsubscribe(this);
  }

  State state() {
    return state;
  }

  /** Whether the server knows of it, or will. */
  boolean isAsked() {
    return state == State.ASKED || state == State.ON;
  }

  void move(State next) {
    state = next;
  }

  /** Who was somewhere before is still there: a gap or messages follow. */
  void begun(ServerFrame ok) {
    state = State.ON;
    TopicPosition at = position;
    if (at == null) {
      at = ok.position();
      position = at;
    }
    TopicPosition told = at;
    tell(() -> ready.tryComplete(told));
    tell(() -> listener.subscribed(told));
  }

  void message(ServerFrame frame) {
    TopicPosition at = position;
    TopicPosition next = frame.position();
    // a topic without messages has no epoch yet
    boolean same = at != null && (next.isOf(at.epoch()) || at.isOf(""));
    if (fromOldest) {
      fromOldest = false;
    } else if (same && at != null) {
      if (next.seq() <= at.seq()) {
        return; // it came twice
      }
      if (next.seq() > at.seq() + 1) {
        missed(next.epoch(), at.seq() + 1, next.seq() - 1);
      }
    } else if (at != null) {
      missed(next.epoch(), 0, next.seq() - 1);
    }
    position = next;
    Doc data = frame.data() == null ? Doc.of(null) : frame.data();
    tell(
        () -> listener.message(new Message(topic, String.valueOf(next.epoch()), next.seq(), data)));
  }

  void gap(ServerFrame frame) {
    long to = frame.to() == null ? 0 : frame.to();
    fromOldest = false;
    position = new TopicPosition(String.valueOf(frame.epoch()), to);
    missed(frame.epoch(), frame.from() == null ? 0 : frame.from(), to);
  }

  /** The whole, or a step. */
  void present(ServerFrame frame) {
    boolean whole = "presence".equals(frame.type());
    Set<String> users = whole ? new TreeSet<>() : new TreeSet<>(presence.users());
    List<String> named = frame.users() == null ? List.of() : frame.users();
    if ("leave".equals(frame.type())) {
      named.forEach(users::remove);
    } else {
      users.addAll(named);
    }
    boolean complete = whole ? Boolean.TRUE.equals(frame.complete()) : presence.complete();
    long count = frame.count() == null ? users.size() : frame.count();
    long anonymous = frame.anonymous() == null ? 0 : frame.anonymous();
    Presence now = new Presence(users, complete, count, anonymous);
    presence = now;
    tell(() -> listener.presence(now));
  }

  /** What is asked for with each connection: names and values in turns. */
  @Nullable Object[] asked() {
    TopicPosition at = position;
    Object epoch = at == null ? null : at.epoch();
    Object since = at == null ? null : at.seq();
    Object asks = listener.asksForPresence() ? true : null;
    return new @Nullable Object[] {
      "topic", topic, "epoch", epoch, "since", since, "presence", asks
    };
  }

  void presenceRefused(LiveException why) {
    tell(() -> listener.presenceRefused(why));
  }

  private void missed(@Nullable String epoch, long from, long to) {
    tell(() -> listener.gap(new Gap(topic, String.valueOf(epoch), from, to)));
  }

  void refused(LiveException why) {
    state = State.REFUSED;
    tell(() -> ready.tryFail(why));
    tell(() -> listener.refused(why));
  }

  void closed() {
    state = State.CLOSED;
    LiveException why =
        new LiveException(LiveException.CLOSED, "The subscription was closed", null);
    tell(() -> ready.tryFail(why));
  }

  /** A fault of the listener must not end the connection. */
  private void tell(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      LOG.error("A listener of {} failed", topic, e);
    }
  }
}
