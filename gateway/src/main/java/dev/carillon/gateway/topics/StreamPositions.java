package dev.carillon.gateway.topics;

import dev.carillon.gateway.topics.resume.Listener;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.gateway.topics.resume.Resume;
import dev.carillon.gateway.topics.resume.Since;
import dev.carillon.gateway.ws.fanout.Position;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.Missed;
import dev.carillon.gateway.ws.message.Turn;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where one client of several topics is in each of them. Lives on its event loop. */
final class StreamPositions {
  private final LoopTopics topics;
  private final Map<String, Resume> kept = new HashMap<>(2);

  /** Of topics that are not durable: the last that went out. */
  private final Map<String, Position> passing = new HashMap<>(0);

  private Since before = Since.NOW;
  private @Nullable String reached;

  /** Of no topic yet. */
  StreamPositions(LoopTopics topics) {
    this.topics = topics;
  }

  /** The client listens to a durable topic, from where it says for all of its topics. */
  Resume open(String topic, Listener listener, Since since) {
    before = since;
    Resume resume = topics.open(topic, listener);
    kept.put(topic, resume);
    return resume;
  }

  /**
   * The client listens to a topic that is not durable, behind this position.
   *
   * @return what it missed of it, which is gone; null if that is nothing
   */
  @Nullable Missed begin(String topic, Position at, Since since) {
    passing.put(topic, at);
    Long known = since.positions().get(at.epoch());
    if (since.kind() != Since.Kind.BEHIND || Long.valueOf(at.seq()).equals(known)) {
      return null;
    }
    long from = known == null || known > at.seq() ? Math.min(1, at.seq()) : known + 1;
    return new Missed(topic, at.epoch(), from, at.seq());
  }

  /** Whether a turn is to go out as it is; then it counts as gone. */
  boolean accepts(Turn turn) {
    Resume resume = kept.get(turn.topic());
    if (resume != null) {
      return resume.accepts(turn);
    }
    LiveMessage last = turn.messages().getLast();
    passing.put(turn.topic(), new Position(last.epoch(), last.seq()));
    return true;
  }

  /** Whether each topic is listened to as its rule now asks for. */
  boolean areAsRuled() {
    return kept.keySet().stream().allMatch(topics.rules()::isDurable)
        && passing.keySet().stream().noneMatch(topics.rules()::isDurable);
  }

  /**
   * The positions from which the client goes on for certain; null where an event's own id says
   * enough. What waits one by one is counted already and goes out last: until it has, those of
   * before are told again.
   *
   * @param inOrder whether nothing waits one by one
   */
  @Nullable String reached(boolean inOrder) {
    reached = inOrder ? id() : reached;
    return reached;
  }

  /**
   * All positions as {@link Since#parse} reads them; null where an event's own id says enough, or
   * nothing can be resumed. Topics that a gateway counts itself may share an epoch: by the smallest
   * number nothing is missed silently.
   */
  private @Nullable String id() {
    if (kept.isEmpty() || kept.size() + passing.size() < 2) {
      return null;
    }
    Map<String, Long> all = new TreeMap<>();
    for (Resume resume : kept.values()) {
      if (resume.hasBegun()) {
        add(all, resume.position());
      } else { // one of the positions with which the client came is its
        before.positions().forEach((epoch, seq) -> all.merge(epoch, seq, Math::min));
      }
    }
    passing.values().forEach(at -> add(all, at));
    String id =
        all.entrySet().stream()
            .map(at -> Since.id(at.getKey(), at.getValue()))
            .collect(Collectors.joining(","));
    return id.isEmpty() ? null : id;
  }

  private static void add(Map<String, Long> all, Position at) {
    all.merge(at.epoch(), at.seq(), Math::min);
  }

  /** The client listens no more. */
  void closeAll() {
    kept.forEach(topics::close);
  }
}
