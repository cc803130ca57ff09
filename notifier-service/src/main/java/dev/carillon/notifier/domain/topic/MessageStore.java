package dev.carillon.notifier.domain.topic;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.live.ReadTopic;
import dev.carillon.contract.live.TopicNames;
import dev.carillon.contract.live.TopicPage;
import dev.carillon.contract.live.TopicPositions;
import dev.carillon.request.IdempotencyKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** The messages of durable topics. */
public interface MessageStore {
  /**
   * Numbers and stores messages in one transaction, those of each topic without a hole, in the
   * order given. One outcome for each.
   */
  Future<List<Outcome<Stored>>> store(List<Publish> publishes);

  /**
   * Makes a topic without messages, unless it is there.
   *
   * @param owner counts for whom
   * @return whether it is there now; false where the bounds do not let it
   */
  Future<Boolean> admit(String topic, String owner, TopicBounds bounds);

  /** The same for one that may be repeated. IN_PROGRESS, IDEMPOTENCY_MISMATCH. */
  Future<Stored> storeOnce(Publish publish, IdempotencyKey key);

  /** What is kept behind a position. */
  Future<TopicPage> read(ReadTopic request);

  /** Where topics are. */
  Future<TopicPositions> positions(TopicNames topics);

  /**
   * Topics by their names, and what is the oldest that each has.
   *
   * @param after the name behind which they begin
   */
  Future<List<Kept>> kept(String after, int limit);

  /**
   * Deletes the oldest messages of topics, a bounded piece of each.
   *
   * @return how many
   */
  Future<Integer> trim(List<Cut> cuts);

  /** Forgets topics without messages that nobody has used for so long. */
  Future<Integer> forget(List<Long> ids, Duration unused);

  /**
   * A topic and what is kept of it.
   *
   * @param seq of its last message
   * @param bytes of all messages that it ever had
   * @param oldest the number of the first message that is kept; behind {@code seq} without one
   * @param behind bytes of what came after that one
   * @param ageMillis how old that is
   */
  record Kept(
      long id, String name, long seq, long bytes, long oldest, long behind, long ageMillis) {}

  /**
   * What of a topic goes: what has at most this number, is older, or is among its first bytes.
   *
   * @param ageMillis how old what stays may be
   * @param bytes how many of all that the topic ever had; may be negative
   */
  record Cut(long id, long upTo, long ageMillis, long bytes) {}
}
