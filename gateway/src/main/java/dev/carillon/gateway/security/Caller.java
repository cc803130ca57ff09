package dev.carillon.gateway.security;

import dev.carillon.request.Scopes;
import dev.carillon.topic.access.TopicCaller;
import org.jspecify.annotations.Nullable;

/**
 * The holder of an API key, or of an end user's token.
 *
 * @param name the key's name, for the audit and for limits; {@code user:} and the id of a user,
 *     which is no key's name
 * @param scopes what it may do; nothing for an end user
 * @param user whose token it is; null for a key
 */
public record Caller(String name, Scopes scopes, @Nullable EndUser user) {
  /** The holder of a key. */
  public Caller(String name, Scopes scopes) {
    this(name, scopes, null);
  }

  /** An end user. */
  public static Caller of(EndUser user) {
    return new Caller(TopicCaller.USER + user.userId(), Scopes.NONE, user);
  }

  /** What it may do where only one topic is concerned: a token's list is about topics alone. */
  public Scopes scopesOn(String topic) {
    return user == null ? scopes : user.scopesOn(topic);
  }

  /** As those see it who decide about a topic by its rule. */
  public TopicCaller on(String topic) {
    return TopicCaller.of(scopesOn(topic), name);
  }
}
