package dev.carillon.gateway.ws;

import dev.carillon.contract.live.Live;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.topics.resume.LoopTopics;
import dev.carillon.text.UuidText;
import dev.carillon.topic.TopicName;
import dev.carillon.topic.access.TopicAction;
import java.util.Set;
import java.util.UUID;

/** The names of topics: a few that always exist, and one for each mail. */
final class Topics {
  static final String USERS = "users.changed";
  static final String BROADCASTS = "broadcasts";
  static final String MAILS = "emails";

  /** What plain clients hear; no client can name it. */
  static final String PLAIN = "/plain";

  private static final String MAIL_PREFIX = MAILS + ".";
  private static final Set<String> LASTING = Set.of(USERS, BROADCASTS, MAILS);

  private Topics() {}

  /** Whether it may be a topic; a mail has one spelling. */
  static boolean exists(String topic) {
    return isLasting(topic)
        || (topic.startsWith(MAIL_PREFIX)
            ? isUuid(topic.substring(MAIL_PREFIX.length()))
            : TopicName.isName(topic));
  }

  /**
   * Whether a caller may listen to a topic, or in plain mode, which has no rule for keys; an end
   * user may nothing anywhere without a rule.
   */
  static boolean mayListen(LoopTopics topics, Caller caller, String topic) {
    if (!topic.equals(PLAIN)) {
      return topics.mayListen(caller, topic);
    }
    return mayPlain(topics, caller, TopicAction.SUBSCRIBE);
  }

  /** Whether a caller may hear or speak in plain mode. */
  static boolean mayPlain(LoopTopics topics, Caller caller, TopicAction action) {
    return caller.user() == null
        ? action.isIn(caller.scopes(), Live.PLAIN_TOPIC)
        : topics.may(caller, action, Live.PLAIN_TOPIC);
  }

  /** Whether its messages are counted with or without subscribers. */
  static boolean isLasting(String topic) {
    return LASTING.contains(topic);
  }

  static String ofMail(UUID id) {
    return MAIL_PREFIX + id;
  }

  /** What those hear who watch one user; no client can name it. */
  static String ofUser(UUID id) {
    return "/users/" + id;
  }

  private static boolean isUuid(String text) {
    try {
      return UuidText.parse(text) != null;
    } catch (Failure notOne) {
      return false;
    }
  }
}
