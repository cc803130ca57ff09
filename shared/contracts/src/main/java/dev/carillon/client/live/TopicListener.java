package dev.carillon.client.live;

import dev.carillon.json.Doc;

/** Who hears a topic. Called on the client's event loop, which it must not block. */
@FunctionalInterface
public interface TopicListener {
  /** A message, in the order of its topic, and once. */
  void message(Message message);

  /** These numbers will not come. */
  default void gap(Gap gap) {}

  /** The topic is listened to, for the first time or again. */
  default void subscribed(TopicPosition at) {}

  /** It is not, or no longer; it is not tried again. */
  default void refused(LiveException why) {}

  /**
   * A message.
   *
   * @param data its numbers keep their characters
   */
  record Message(String topic, String epoch, long seq, Doc data) {}

  /**
   * What was missed for good.
   *
   * @param from 0 where nobody knows
   * @param to the last one
   */
  record Gap(String topic, String epoch, long from, long to) {}
}
