package dev.carillon.contract.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were published to a topic, in their order.
 *
 * @param epoch who numbered them; null if nobody did, on a topic that is not durable
 */
public record TopicMessages(String topic, @Nullable String epoch, List<TopicMessage> messages) {
  public TopicMessages {
    messages = List.copyOf(messages);
  }
}
