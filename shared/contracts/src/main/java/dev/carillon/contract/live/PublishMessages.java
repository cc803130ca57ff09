package dev.carillon.contract.live;

import dev.carillon.failure.Checks;
import dev.carillon.topic.TopicName;
import java.util.List;

/**
 * Publishes messages to a topic, in their order: all of them or none.
 *
 * @param messages 1 to 1,000
 */
public record PublishMessages(String topic, List<NewMessage> messages) {
  /** The most messages of one request. */
  public static final int MOST = 1_000;

  private static final String COUNT = "must have 1 to " + MOST + " messages";

  public PublishMessages {
    Checks.start()
        .that(TopicName.isName(topic), "topic", TopicName.RULE)
        .that(messages != null, "/messages", COUNT)
        .items("/messages", messages, 1, MOST, COUNT)
        .verify();
    messages = List.copyOf(messages);
  }
}
