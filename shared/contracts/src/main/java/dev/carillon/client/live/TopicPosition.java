package dev.carillon.client.live;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Where one is in a topic.
 *
 * @param epoch who numbered it; null with 0: from the oldest message that is kept
 * @param seq the number of the last message that one has
 */
public record TopicPosition(@Nullable String epoch, long seq) {
  /** From the oldest message that is kept. */
  public static final TopicPosition OLDEST = new TopicPosition(null, 0);

  public TopicPosition {
    Checks.start()
        .that(seq >= 0, "seq", "must not be negative")
        .that(epoch != null || seq == 0, "epoch", "is required")
        .verify();
  }

  boolean isOf(@Nullable String other) {
    return epoch != null && epoch.equals(other);
  }
}
