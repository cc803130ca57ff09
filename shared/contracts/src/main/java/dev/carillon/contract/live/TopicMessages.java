package dev.carillon.contract.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that were published to a topic, in their order.
 *
 * @param epoch who numbered them; null if nobody did, on a topic that is not durable
 * @param told of messages that nobody numbered: which count this is, so that who misses some knows;
 *     without messages and a topic the count alone
 */
public record TopicMessages(
    String topic,
    @Nullable String epoch,
    List<TopicMessage> messages,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Told told) {
  public TopicMessages {
    messages = List.copyOf(messages);
  }

  /** Messages that are not counted: what is stored can be read again. */
  public TopicMessages(String topic, @Nullable String epoch, List<TopicMessage> messages) {
    this(topic, epoch, messages, null);
  }

  /** A count alone. */
  public static TopicMessages of(Told told) {
    return new TopicMessages("", null, List.of(), told);
  }

  /** The same, counted. */
  public TopicMessages counted(Told as) {
    return new TopicMessages(topic, epoch, messages, as);
  }

  /**
   * How often a process has told something that nobody numbered.
   *
   * @param by which process, another one after each start
   * @param count from 1, this time included
   * @param last whether it tells nothing any more
   */
  public record Told(String by, long count, boolean last) {}
}
