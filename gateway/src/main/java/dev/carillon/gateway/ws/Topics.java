package dev.carillon.gateway.ws;

import dev.carillon.failure.Failure;
import dev.carillon.text.UuidText;
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

  /** Whether a client may subscribe to it; a mail has one spelling. */
  static boolean exists(String topic) {
    return isLasting(topic)
        || (topic.startsWith(MAIL_PREFIX) && isUuid(topic.substring(MAIL_PREFIX.length())));
  }

  /** Whether its messages are counted with or without subscribers. */
  static boolean isLasting(String topic) {
    return LASTING.contains(topic);
  }

  static String ofMail(UUID id) {
    return MAIL_PREFIX + id;
  }

  private static boolean isUuid(String text) {
    try {
      return UuidText.parse(text) != null;
    } catch (Failure notOne) {
      return false;
    }
  }
}
