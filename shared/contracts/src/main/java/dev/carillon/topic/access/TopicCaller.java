package dev.carillon.topic.access;

import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to do something on a topic.
 *
 * @param scopes of the key or the token
 * @param userId whom {@code {userId}} in a pattern means; null for the key of a program, which is
 *     nobody in particular and may be on everybody's topics
 */
public record TopicCaller(Scopes scopes, @Nullable String userId) {
  /** How an end user is called who is the principal of a call: this, and the user's id. */
  public static final String USER = "user:";

  /** The key of a program. */
  public static TopicCaller of(Scopes scopes) {
    return new TopicCaller(scopes, null);
  }

  /** Who makes a call: an end user, by the name, or the key of a program. */
  public static TopicCaller of(Scopes scopes, String principal) {
    return new TopicCaller(
        scopes, principal.startsWith(USER) ? principal.substring(USER.length()) : null);
  }

  /**
   * Whether the caller is one of those whom a rule names on this topic. A role stands for what it
   * may do there: {@code reader} for who may listen to the topic, {@code writer} for who may speak
   * on it, {@code admin} for who may do everything. So a key with scopes of its own, and a token,
   * need no role.
   */
  boolean isOne(String role, String topic) {
    return scopes.covers(Scope.ADMIN)
        || switch (role) {
          case "reader" ->
              scopes.covers(Scope.subscribe(topic)) || scopes.covers(Scope.publish(topic));
          case "writer" -> scopes.covers(Scope.publish(topic));
          default -> false;
        };
  }
}
