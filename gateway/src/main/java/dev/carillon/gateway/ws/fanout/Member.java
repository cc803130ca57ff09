package dev.carillon.gateway.ws.fanout;

import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client of one event loop, and what it listens to. Belongs to that loop. */
public final class Member {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  private final LoopFanout loop;
  private final Sink sink;
  private final Set<String> topics = new LinkedHashSet<>(2);
  private final Queue<Owed> owed = new ArrayDeque<>(1);
  private boolean left;

  /** A turn that it has not got. */
  private record Owed(Turn turn, SlowReader slow) {}

  Member(LoopFanout loop, Sink sink) {
    this.loop = loop;
    this.sink = sink;
  }

  /**
   * Listens to a topic from its next message on.
   *
   * @return where the topic stands: what comes next is what follows
   */
  public Position subscribe(String topic) {
    topics.add(topic);
    return loop.subscribe(this, topic);
  }

  /** Listens no more; what was published until now and is not gathered for longer has gone out. */
  public void unsubscribe(String topic) {
    if (topics.remove(topic)) {
      settle();
      loop.unsubscribe(this, topic);
      sink.forget(topic);
    }
  }

  /** Its own subscriptions, so that leaving need not look through those of others. */
  public Set<String> topics() {
    return topics;
  }

  /** What it is owed goes out now: an answer that follows must not overtake it. */
  public void settle() {
    loop.settle(this);
  }

  /** The client is gone. May be called twice. */
  public void leave() {
    if (!left) {
      left = true;
      loop.leave(this);
      List.copyOf(topics).forEach(topic -> loop.unsubscribe(this, topic));
      topics.clear();
    }
  }

  Sink sink() {
    return sink;
  }

  /** True if it was owed nothing before. */
  boolean owe(Turn turn, SlowReader slow) {
    turn.retain();
    owed.add(new Owed(turn, slow));
    return owed.size() == 1;
  }

  /**
   * Gives the client all that it is owed.
   *
   * @return the length of the turns that nobody waits for any more
   */
  long deliver(LiveLimits limits) {
    if (owed.isEmpty()) {
      return 0; // it got it before an answer
    }
    long ended = 0;
    for (Owed next = owed.poll(); next != null; next = owed.poll()) {
      limits.countDelivered(next.turn().messages().size(), next.turn().bytes());
      offer(next);
      ended += next.turn().release() ? next.turn().bytes() : 0;
    }
    sink.flush();
    return ended;
  }

  /** A fault of one client must not keep the others waiting. */
  private void offer(Owed next) {
    try {
      sink.offer(next.turn(), next.slow());
    } catch (RuntimeException e) {
      LOG.error("A client misses messages of {}", next.turn().topic(), e);
    }
  }

  /** The same without giving it anything. */
  long drop() {
    long ended = 0;
    for (Owed next = owed.poll(); next != null; next = owed.poll()) {
      ended += next.turn().release() ? next.turn().bytes() : 0;
    }
    return ended;
  }
}
