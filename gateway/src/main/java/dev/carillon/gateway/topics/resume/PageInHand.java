package dev.carillon.gateway.topics.resume;

import dev.carillon.contract.live.TopicMessage;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.gateway.ws.message.Backlog.Room;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.json.Json;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What was read from the store for one client and has not gone out. While it must wait for the
 * client it takes of the client's room, or is let go, and read again.
 */
final class PageInHand {
  private final String topic;
  private final Queue<LiveMessage> messages = new ArrayDeque<>(0);
  private int taken;

  PageInHand(String topic) {
    this.topic = topic;
  }

  void add(TopicPage page) {
    for (TopicMessage one : page.messages()) {
      messages.add(
          LiveMessage.of(topic, page.epoch(), one.seq(), one.at(), Json.bytes(one.data())));
    }
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  LiveMessage remove() {
    return messages.remove();
  }

  /** The client takes no more at the moment; false if the page is gone. */
  boolean keep(Room room) {
    if (taken == 0) {
      int bytes = messages.stream().mapToInt(message -> message.data().length).sum();
      if (room.take(bytes)) {
        taken = bytes;
      } else {
        messages.clear();
      }
    }
    return !messages.isEmpty();
  }

  /** Nothing of it is wanted any more. */
  void clear(Room room) {
    messages.clear();
    room.give(taken);
    taken = 0;
  }
}
