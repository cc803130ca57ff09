package dev.carillon.topic.access;

import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import org.jspecify.annotations.Nullable;

/** What one may do on a topic. */
public enum TopicAction {
  /** Listens, and reads what is kept. */
  SUBSCRIBE,
  /** Speaks. */
  PUBLISH;

  private static final String USERS = "users.changed";
  private static final String MAILS = "emails";

  /** The scope that a caller needs for it on this topic, beside that of {@link #isIn}'s data. */
  public Scope on(String topic) {
    return this == SUBSCRIBE ? Scope.subscribe(topic) : Scope.publish(topic);
  }

  /**
   * Whether these scopes allow it, whatever the topic's rule says: there is the one for the topic,
   * and, to listen to what holds data that others must ask for, the one to read that too. So a
   * topic never shows what the same caller could not read over HTTP.
   */
  public boolean isIn(Scopes scopes, String topic) {
    Scope data = this == SUBSCRIBE ? toReadTheDataOf(topic) : null;
    return scopes.covers(on(topic)) && (data == null || scopes.covers(data));
  }

  private static @Nullable Scope toReadTheDataOf(String topic) {
    if (topic.equals(USERS)) {
      return Scope.USERS_READ;
    }
    return topic.equals(MAILS) || topic.startsWith(MAILS + ".") ? Scope.MAIL_READ : null;
  }
}
