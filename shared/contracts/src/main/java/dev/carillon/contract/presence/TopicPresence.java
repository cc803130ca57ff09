package dev.carillon.contract.presence;

import java.util.List;
import java.util.UUID;

/**
 * Who listens to a topic.
 *
 * @param count how many: users, each once, and connections by key
 * @param anonymous how many of them are connections by key
 * @param users in order, at most {@value #MOST_LISTED}
 * @param complete whether these are all users
 */
public record TopicPresence(
    String topic, int count, int anonymous, List<UUID> users, boolean complete) {
  /** The most users that are listed. */
  public static final int MOST_LISTED = 1_000;

  public TopicPresence {
    users = List.copyOf(users);
  }

  /** A topic to which nobody listens. */
  public static TopicPresence nobody(String topic) {
    return new TopicPresence(topic, 0, 0, List.of(), true);
  }
}
