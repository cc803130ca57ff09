package dev.carillon.gateway.ws.fanout;

import dev.carillon.async.time.Timers;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.SlowReader;
import dev.carillon.gateway.ws.message.Turn;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who listens to a topic on one event loop, and what the turn has brought so far. */
final class Audience {
  /** A turn that has grown so large ends. */
  private static final int TURN_BYTES = 64 * 1024;

  private final String topic;
  private final Set<Member> members = new LinkedHashSet<>();
  private @Nullable Turn turn;
  private Timers.@Nullable Pending window;

  Audience(String topic) {
    this.topic = topic;
  }

  String topic() {
    return topic;
  }

  boolean isQuiet() {
    return turn == null;
  }

  void add(Member member) {
    members.add(member);
  }

  /** True if that was the last one. */
  boolean remove(Member member) {
    return members.remove(member) && members.isEmpty();
  }

  /** True if the turn has to end now. */
  boolean gather(LiveMessage message) {
    if (turn == null) {
      turn = new Turn(topic);
    }
    turn.add(message);
    return turn.bytes() >= TURN_BYTES;
  }

  /** The turn ends so much after its first message. */
  void endsAfter(Duration batch, Timers timers, Runnable end) {
    if (window == null) {
      window = timers.after(batch, end);
    }
  }

  /** What was gathered goes to everybody who listens now. */
  void end(SlowReader slow, Delivery delivery) {
    Turn ended = turn;
    close();
    if (ended != null) {
      delivery.add(ended, slow, members);
    }
  }

  /** What was gathered goes to nobody. */
  void close() {
    turn = null;
    if (window != null) {
      window.cancel();
      window = null;
    }
  }
}
