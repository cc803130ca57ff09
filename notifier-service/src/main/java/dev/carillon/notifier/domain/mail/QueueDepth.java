package dev.carillon.notifier.domain.mail;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits, in a look that costs the same however much that is: beyond some thousands of each
 * kind it is no longer counted exactly.
 *
 * @param lanes mail that is ready, by lane
 * @param counts how many there are of each other kind: {@code scheduled}, {@code held}, {@code
 *     retrying}, {@code sending}, {@code windows}, {@code parkedKeys}
 * @param lastChunk the highest number that a chunk of the queue has had
 */
public record QueueDepth(List<Lane> lanes, Map<String, Long> counts, long lastChunk) {
  public QueueDepth {
    lanes = List.copyOf(lanes);
    counts = Map.copyOf(counts);
  }

  /**
   * A lane of the queue.
   *
   * @param lane 0 high, 1 normal, 2 low priority
   * @param ready mails that could go now; at least so many where there are very many
   * @param firstChunk the lowest number of a chunk that is there; null where none is
   * @param overdueSeconds for how long the first mail that is to be put into the queue is due
   */
  public record Lane(int lane, long ready, @Nullable Long firstChunk, double overdueSeconds) {}
}
