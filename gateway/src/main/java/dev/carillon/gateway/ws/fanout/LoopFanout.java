package dev.carillon.gateway.ws.fanout;

import dev.carillon.async.time.Timers;
import dev.carillon.gateway.ws.limits.LiveLimits;
import dev.carillon.gateway.ws.message.LiveMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The live clients of one event loop. Messages that were handed over together are a turn: each
 * topic is joined once and each client flushed once. Belongs to its loop, but for {@link #hand}.
 */
public final class LoopFanout {
  private final Fanout process;
  private final Executor loop;
  private final Timers timers;
  private final Delivery delivery;
  private final Set<Member> members = new LinkedHashSet<>();
  private final Map<String, Audience> audiences = new HashMap<>();
  private final List<Audience> begun = new ArrayList<>();

  /** What waits for the loop; guarded by the process's lock, as is whether the loop knows. */
  private final Queue<LiveMessage> handed = new ArrayDeque<>();

  private boolean told;

  LoopFanout(Fanout process, Executor loop, Executor afterReads, Timers timers) {
    this.process = process;
    this.loop = loop;
    this.timers = timers;
    this.delivery = new Delivery(afterReads, process.limits());
  }

  /** A client joins, without subscriptions. It must leave. */
  public Member join(Sink sink) {
    Member member = new Member(this, sink);
    members.add(member);
    return member;
  }

  /** What the clients may take. */
  public LiveLimits limits() {
    return process.limits();
  }

  /**
   * Lets every client go and asks each to come back at a moment of its own, so that they come one
   * by one: evenly spread over this time, or over a second for each client, if that is shorter.
   */
  public void restart(Duration over) {
    List<Member> leaving = new ArrayList<>(members);
    Collections.shuffle(leaving);
    long millis = Math.min(over.toMillis(), leaving.size() * 1_000L);
    for (int i = 0; i < leaving.size(); i++) {
      double part = (i + ThreadLocalRandom.current().nextDouble()) / leaving.size();
      leaving.get(i).settle();
      leaving.get(i).sink().restart(Duration.ofMillis(Math.round(part * millis)));
    }
  }

  /**
   * When one client is asked to come back that is let go alone, perhaps at the same time as others:
   * at any moment of {@code CARILLON_LIVE_RETRY}, or of a second for each client, if that is
   * shorter.
   */
  public Duration anyMoment() {
    long over = Math.min(process.limits().settings().retry().toMillis(), members.size() * 1_000L);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(over + 1));
  }

  /** From the publisher, whose lock is held. */
  void hand(LiveMessage message) {
    handed.add(message);
    if (!told) {
      told = true;
      loop.execute(this::turn);
    }
  }

  /** The same lock is held. */
  void takeInto(Queue<LiveMessage> taken) {
    taken.addAll(handed);
    handed.clear();
  }

  Position subscribe(Member member, String topic) {
    Queue<LiveMessage> taken = new ArrayDeque<>();
    Position position = process.listen(this, topic, taken);
    gather(taken);
    Audience audience = audiences.computeIfAbsent(topic, Audience::new);
    end(audience); // or it would get what was published before
    delivery.begin();
    audience.add(member);
    return position;
  }

  void unsubscribe(Member member, String topic) {
    Audience audience = audiences.get(topic);
    if (audience != null && audience.remove(member)) {
      audiences.remove(topic);
      begun.remove(audience);
      audience.close();
      process.leave(this, topic);
    }
  }

  void settle(Member member) {
    delivery.settle(member);
  }

  void leave(Member member) {
    members.remove(member);
    delivery.forget(member);
  }

  /** All that was handed over and is not gathered for longer goes out. */
  private void turn() {
    Queue<LiveMessage> taken = new ArrayDeque<>();
    synchronized (process) {
      told = false;
      takeInto(taken);
    }
    gather(taken);
    for (Audience audience : List.copyOf(begun)) {
      Duration batch = process.traits(audience.topic()).batch();
      if (batch.isZero()) {
        end(audience);
      } else {
        audience.endsAfter(batch, timers, () -> endWindow(audience));
      }
    }
    delivery.begin();
  }

  private void gather(Queue<LiveMessage> messages) {
    for (LiveMessage message : messages) {
      Audience audience = audiences.get(message.topic());
      if (audience == null) {
        continue; // its last listener has left meanwhile
      }
      if (audience.isQuiet()) {
        begun.add(audience);
      }
      if (audience.gather(message)) {
        end(audience);
      }
    }
  }

  private void endWindow(Audience audience) {
    end(audience);
    delivery.begin();
  }

  /** Its clients are owed the turn; they get it when the delivery begins. */
  private void end(Audience audience) {
    if (begun.remove(audience)) {
      audience.end(process.traits(audience.topic()).slow(), delivery);
    }
  }
}
