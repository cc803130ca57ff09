package dev.carillon.gateway.ws.message;

import dev.carillon.gateway.ws.limits.Seat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The single messages that wait for one client that is behind, of topics that may leave some out.
 * What was left out is told where it would have stood. Belongs to the client's loop.
 */
public final class Backlog {
  private final Wording wording;
  private final Room room;
  private final Map<String, Kept> topics = new LinkedHashMap<>(2);

  /** What one topic has. */
  private static final class Kept {
    private final Deque<Missed> missed = new ArrayDeque<>(1);
    private final Deque<LiveMessage> messages = new ArrayDeque<>(1);
  }

  /** Where the bytes are counted that wait. */
  public interface Room {
    /** Takes so many bytes; false if there is no room, and nothing was taken. */
    boolean take(int bytes);

    /** Gives them back. */
    void give(int bytes);

    /** The bytes count for the seat that the client has at the time. */
    static Room of(Supplier<Seat> seat) {
      return new Room() {
        @Override
        public boolean take(int bytes) {
          return seat.get().take(bytes) == null;
        }

        @Override
        public void give(int bytes) {
          seat.get().give(bytes);
        }
      };
    }
  }

  /** Nothing waits. */
  public Backlog(Wording wording, Room room) {
    this.wording = wording;
    this.room = room;
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return topics.isEmpty();
  }

  /** Whether nothing of this topic waits. */
  public boolean isEmpty(String topic) {
    return !topics.containsKey(topic);
  }

  /** Keeps a message, and drops older ones of its topic where it must; perhaps the message too. */
  public void keep(LiveMessage message, SlowReader slow) {
    Kept kept = topics.computeIfAbsent(message.topic(), t -> new Kept());
    if (slow == SlowReader.LATEST_ONLY && !message.isGap()) {
      while (drop(kept)) {}
    }
    boolean fits = room.take(length(message));
    while (!fits && drop(kept)) {
      fits = room.take(length(message));
    }
    if (fits) {
      kept.messages.add(message);
    } else {
      miss(kept, message);
    }
  }

  /** The next that the client is to be told, as text; null if that was all. */
  public byte @Nullable [] next() {
    Iterator<Map.Entry<String, Kept>> all = topics.entrySet().iterator();
    if (!all.hasNext()) {
      return null;
    }
    Kept first = all.next().getValue();
    Missed missed = first.missed.poll();
    byte[] text;
    if (missed != null) {
      text = wording.missed(missed);
    } else {
      LiveMessage message = first.messages.remove();
      room.give(length(message));
      text = message.as(wording);
    }
    if (first.missed.isEmpty() && first.messages.isEmpty()) {
      all.remove();
    }
    return text;
  }

  /** Nothing of this topic waits any more. */
  public void forget(String topic) {
    Kept kept = topics.remove(topic);
    if (kept != null) {
      kept.messages.forEach(message -> room.give(length(message)));
    }
  }

  /** Nothing waits any more. */
  public void clear() {
    topics.values().forEach(k -> k.messages.forEach(message -> room.give(length(message))));
    topics.clear();
  }

  private boolean drop(Kept kept) {
    LiveMessage oldest = kept.messages.poll();
    if (oldest == null) {
      return false;
    }
    room.give(length(oldest));
    miss(kept, oldest);
    return true;
  }

  private static void miss(Kept kept, LiveMessage message) {
    Missed one = Missed.of(message);
    Missed last = kept.missed.peekLast();
    if (last != null && last.isFollowedBy(one)) {
      kept.missed.removeLast();
      kept.missed.add(last.with(one));
    } else {
      kept.missed.add(one);
    }
  }

  private int length(LiveMessage message) {
    return message.as(wording).length;
  }
}
