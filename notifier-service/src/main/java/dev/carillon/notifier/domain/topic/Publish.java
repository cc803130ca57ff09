package dev.carillon.notifier.domain.topic;

import dev.carillon.contract.live.NewMessage;
import dev.carillon.json.Json;
import java.util.List;

/**
 * Messages that are stored together or not at all.
 *
 * @param bodies the JSON of each
 * @param weight what it counts for in a commit, in bytes
 */
public record Publish(String topic, List<NewMessage> messages, List<String> bodies, int weight) {
  /** What a message costs beside its data. */
  private static final int ROW = 256;

  public Publish {
    messages = List.copyOf(messages);
    bodies = List.copyOf(bodies);
  }

  /** Of messages that are allowed. */
  static Publish of(String topic, List<NewMessage> messages) {
    List<String> bodies = messages.stream().map(one -> Json.text(one.data())).toList();
    int bytes = bodies.stream().mapToInt(String::length).sum();
    return new Publish(topic, messages, bodies, bytes + ROW * bodies.size());
  }
}
