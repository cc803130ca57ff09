package dev.carillon.gateway.topics.resume;

import dev.carillon.gateway.ws.fanout.Position;
import dev.carillon.gateway.ws.message.Turn;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where one client of several topics is in each of them. Lives on its event loop. */
public final class StreamPositions {
  private final LoopTopics topics;
  private final Map<String, Resume> kept = new HashMap<>(2);

  /** Of no topic yet. */
  public StreamPositions(LoopTopics topics) {
    this.topics = topics;
  }

  /** The client listens to a durable topic. */
  public Resume open(String topic, Listener listener) {
    Resume resume = topics.open(topic, listener);
    kept.put(topic, resume);
    return resume;
  }

  /** Whether a turn is to go out as it is. */
  public boolean accepts(Turn turn) {
    Resume resume = kept.get(turn.topic());
    return resume == null || resume.accepts(turn);
  }

  /** All positions as {@link Since#parse} reads them; null where an event's own id says enough. */
  public @Nullable String id() {
    return kept.size() < 2
        ? null
        : kept.values().stream()
            .map(Resume::position)
            .map(StreamPositions::id)
            .collect(Collectors.joining(","));
  }

  private static String id(Position at) {
    return Since.id(at.epoch(), at.seq());
  }

  /** The client listens no more. */
  public void closeAll() {
    kept.forEach(topics::close);
  }
}
