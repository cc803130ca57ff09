package dev.carillon.gateway.topics.resume;

import dev.carillon.gateway.ws.message.Backlog.Room;
import dev.carillon.gateway.ws.message.LiveMessage;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Live messages that come while a subscription reads from the store, in the client's room; more of
 * them than there is room for are read from there too.
 */
final class HeldMessages {
  private static final int MOST = 256;
  private static final int MOST_BYTES = 256 << 10;

  private final Queue<LiveMessage> all = new ArrayDeque<>(0);
  private int bytes;

  /** Keeps one; false if there is no room for it. */
  boolean add(LiveMessage message, Room room) {
    int length = message.data().length;
    if (all.size() >= MOST || bytes + length > MOST_BYTES || !room.take(length)) {
      return false;
    }
    bytes += length;
    return all.add(message);
  }

  @Nullable LiveMessage peek() {
    return all.peek();
  }

  LiveMessage remove(Room room) {
    LiveMessage first = all.remove();
    bytes -= first.data().length;
    room.give(first.data().length);
    return first;
  }

  void clear(Room room) {
    all.clear();
    room.give(bytes);
    bytes = 0;
  }
}
