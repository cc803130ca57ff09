package dev.carillon.gateway.ws.fanout;

import dev.carillon.async.time.Timers;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.message.LiveMessage;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * The live clients of a process. Whoever has a message hands it in here, once and from any thread:
 *
 * <pre>{@code
 * fanout.publish("ticker.eur", (epoch, seq) -> LiveMessage.of(...)); // counted here: ephemeral
 * fanout.publish(LiveMessage.of(topic, epoch, seq, at, data)); // counted elsewhere: durable
 * }</pre>
 *
 * <p>It goes to every event loop that has a listener of its topic, in one hand-over with all others
 * that wait for that loop, and there to each listener's {@link Sink}. Whoever listens joins its own
 * loop's {@link LoopFanout} and subscribes by its {@link Member}; the order of a topic's messages
 * is the order in which they were handed in.
 *
 * <p>Thread-safe: what is counted and what is handed over change together, under one lock, so that
 * a position that a listener is told fits what it gets afterwards.
 */
public final class Fanout {
  private final LiveLimits limits;
  private final Traits.Source traits;
  private final String epoch = UUID.randomUUID().toString();
  private final Map<String, Place> places = new HashMap<>();
  private long incarnations;

  /** Where a topic stands, and which loops have listeners. */
  private static final class Place {
    private final Set<LoopFanout> loops = new LinkedHashSet<>(2);
    private Position last;

    Place(Position last) {
      this.last = last;
    }
  }

  /** How a message is made that has a number now. */
  @FunctionalInterface
  public interface Numbered {
    /** The message at this place of its topic. */
    LiveMessage at(String epoch, long seq);
  }

  /**
   * Nobody listens yet.
   *
   * @param limits what the clients may take
   */
  public Fanout(LiveLimits limits, Traits.Source traits) {
    this.limits = limits;
    this.traits = traits;
  }

  /** What the clients may take. */
  public LiveLimits limits() {
    return limits;
  }

  /**
   * The part of one event loop.
   *
   * @param loop runs work on that loop, soon
   * @param afterReads the same, but after the loop has read from its sockets
   * @param timers of that loop
   */
  public LoopFanout on(Executor loop, Executor afterReads, Timers timers) {
    return new LoopFanout(this, loop, afterReads, timers);
  }

  /**
   * Publishes a message that is counted here. If nobody in this process listens it is counted only,
   * and a topic that does not last is not even that.
   */
  public synchronized void publish(String topic, Numbered message) {
    Place place = places.get(topic);
    if (place == null) {
      if (!traits.of(topic).lasting()) {
        return;
      }
      place = open(topic);
    }
    count(place, message);
  }

  private static void count(Place place, Numbered message) {
    Position next = new Position(place.last.epoch(), place.last.seq() + 1);
    place.last = next;
    if (!place.loops.isEmpty()) {
      LiveMessage made = message.at(next.epoch(), next.seq());
      place.loops.forEach(loop -> loop.hand(made));
    }
  }

  /** Publishes a message that was counted elsewhere: its topic stands there from now on. */
  public synchronized void publish(LiveMessage message) {
    Place place = places.get(message.topic());
    if (place != null) {
      place.last = new Position(message.epoch(), message.seq());
      place.loops.forEach(loop -> loop.hand(message));
    }
  }

  /**
   * Something was lost on its way here that had no number yet. Who listens to one of these topics
   * is told, by a number that no message has.
   */
  public synchronized void miss(Predicate<String> lost) {
    places.forEach(
        (topic, place) -> {
          if (!place.loops.isEmpty() && lost.test(topic)) {
            count(place, (epoch, seq) -> LiveMessage.gap(topic, epoch, seq));
          }
        });
  }

  /** How many topics are remembered. */
  public synchronized int remembered() {
    return places.size();
  }

  Traits traits(String topic) {
    return traits.of(topic);
  }

  /** The loop listens to the topic from now on; what was handed over to it until now is taken. */
  synchronized Position listen(LoopFanout loop, String topic, Queue<LiveMessage> taken) {
    Place place = places.get(topic);
    if (place == null) {
      place = open(topic);
    }
    place.loops.add(loop);
    loop.takeInto(taken);
    return place.last;
  }

  /** The loop has no listener any more. */
  synchronized void leave(LoopFanout loop, String topic) {
    Place place = places.get(topic);
    if (place != null) {
      place.loops.remove(loop);
      if (place.loops.isEmpty() && !traits.of(topic).lasting()) {
        places.remove(topic);
      }
    }
  }

  /**
   * A topic that lasts is counted in one epoch. One that is forgotten with its last listener gets
   * another epoch the next time, or a gap would look like no gap.
   */
  private Place open(String topic) {
    String own = traits.of(topic).lasting() ? epoch : epoch + "." + ++incarnations;
    Place place = new Place(new Position(own, 0));
    places.put(topic, place);
    return place;
  }
}
