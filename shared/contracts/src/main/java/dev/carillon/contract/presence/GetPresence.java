package dev.carillon.contract.presence;

import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicName;

/** Who listens to a topic. */
public record GetPresence(String topic) {
  public GetPresence {
    Checks.start().that(topic != null && TopicName.isName(topic), "topic", TopicName.RULE).verify();
  }
}
