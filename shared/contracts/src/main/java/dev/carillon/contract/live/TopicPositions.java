package dev.carillon.contract.live;

import java.util.List;

/** Where topics are; those that never had a message are left out. */
public record TopicPositions(List<At> topics) {
  /** Where a topic is. */
  public record At(String topic, String epoch, long last) {}

  public TopicPositions {
    topics = List.copyOf(topics);
  }
}
