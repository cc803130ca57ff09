package dev.carillon.contract.live;

import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicName;
import java.util.List;

/**
 * Some topics.
 *
 * @param topics 1 to 1,000
 */
public record TopicNames(List<String> topics) {
  /** The most topics of one request. */
  public static final int MOST = 1_000;

  public TopicNames {
    Checks.start()
        .that(
            topics != null && !topics.isEmpty() && topics.size() <= MOST,
            "topics",
            "must be 1 to " + MOST)
        .that(
            topics == null || topics.stream().allMatch(TopicName::isName), "topics", TopicName.RULE)
        .verify();
    topics = List.copyOf(topics);
  }
}
