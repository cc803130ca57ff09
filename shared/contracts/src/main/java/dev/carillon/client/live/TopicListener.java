package dev.carillon.client.live;

import dev.carillon.json.Doc;
import java.util.Set;

/** Who hears a topic. Called on the client's event loop, which it must not block. */
@FunctionalInterface
public interface TopicListener {
  /** A message, in the order of its topic, and once. */
  void message(Message message);

  /** These numbers will not come. */
  default void gap(Gap gap) {}

  /** The topic is listened to, for the first time or again. */
  default void subscribed(TopicPosition at) {}

  /** Whether {@link #presence} is asked for. */
  default boolean asksForPresence() {
    return false;
  }

  /** Who is there, at once and after each change. */
  default void presence(Presence presence) {}

  /**
   * It is not told who is there, or others are not told of it ({@code rate-limited}, {@code
   * unavailable}); messages come all the same.
   */
  default void presenceRefused(LiveException why) {}

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

  /**
   * Who listens to a topic.
   *
   * @param users their ids; where {@code complete} is false there are more than these
   * @param count all of them: users, and connections with an API key
   * @param anonymous the latter
   */
  record Presence(Set<String> users, boolean complete, long count, long anonymous) {
    public Presence {
      users = Set.copyOf(users);
    }
  }
}
