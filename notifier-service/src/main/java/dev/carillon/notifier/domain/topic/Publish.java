package dev.carillon.notifier.domain.topic;

import dev.carillon.contract.live.NewMessage;
import java.nio.charset.StandardCharsets;
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

  /**
   * Of messages that are allowed.
   *
   * @param texts the JSON of each, in UTF-8
   */
  static Publish of(String topic, List<NewMessage> messages, List<byte[]> texts) {
    int bytes = texts.stream().mapToInt(text -> text.length).sum();
    List<String> bodies =
        texts.stream().map(text -> new String(text, StandardCharsets.UTF_8)).toList();
    return new Publish(topic, messages, bodies, bytes + ROW * bodies.size());
  }
}
