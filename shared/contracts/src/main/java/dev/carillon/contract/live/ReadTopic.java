package dev.carillon.contract.live;

import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is kept of a topic, the oldest first.
 *
 * @param since the number behind which it begins; 0 for the oldest that is kept
 * @param from a point in time at which it begins at the earliest; null for any
 * @param limit how many at most, 1 to 1,000; a page has at most 1 MiB too, and one message at least
 */
public record ReadTopic(String topic, long since, @Nullable Instant from, int limit) {
  /** The longest page. */
  public static final int MAX_LIMIT = 1_000;

  public ReadTopic {
    Checks.start()
        .that(TopicName.isName(topic), "topic", TopicName.RULE)
        .that(since >= 0, "since", "must not be negative")
        .that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT)
        .verify();
  }
}
