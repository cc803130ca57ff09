package dev.carillon.notifier.domain.topic;

/**
 * How much topics may take, of whoever publishes.
 *
 * @param rules in all
 * @param topics durable topics that have a number, in all
 * @param topicsOfKey those of them that one key published to first
 * @param historyBytes JSON that is kept of one topic, whatever its rule says
 * @param waitingBytes messages that wait in this process to be stored, in all
 * @param waitingBytesOfKey those of one key
 */
public record TopicBounds(
    int rules,
    int topics,
    int topicsOfKey,
    long historyBytes,
    long waitingBytes,
    long waitingBytesOfKey) {
  /** What holds if nothing is said. */
  public static final TopicBounds DEFAULT =
      new TopicBounds(1_000, 100_000, 10_000, 256L << 20, 64L << 20, 16L << 20);
}
