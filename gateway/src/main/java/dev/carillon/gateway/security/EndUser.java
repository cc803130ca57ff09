package dev.carillon.gateway.security;

import dev.carillon.contract.notifications.Notification;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import dev.carillon.topic.access.TokenPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose token it is that somebody has shown, and what it allows beyond its user's notifications.
 *
 * @param token its id
 * @param mintedBy the name of the API key that asked for it
 * @param fileKey what the key file had under that name; null for a key of the table
 * @param kid which key has signed it, or the token that a ticket stood for; null if the ticket was
 *     kept by a version that did not say so
 */
public record EndUser(
    UUID userId,
    UUID token,
    Instant issuedAt,
    Instant expiresAt,
    String mintedBy,
    @Nullable String fileKey,
    @Nullable String kid,
    List<TokenPattern> subscribe,
    List<TokenPattern> publish) {
  public EndUser {
    subscribe = List.copyOf(subscribe);
    publish = List.copyOf(publish);
  }

  /**
   * What the token allows on one topic, as scopes for that topic alone: so whoever decides about
   * topics needs to know nothing of tokens, and nothing else is ever allowed by them.
   */
  public Scopes scopesOn(String topic) {
    List<Scope> all = new ArrayList<>(2);
    if (maySubscribe(topic)) {
      all.add(Scope.subscribe(topic));
    }
    if (mayPublish(topic)) {
      all.add(Scope.publish(topic));
    }
    return new Scopes(all);
  }

  /**
   * Whether the token names a topic among those to listen to; its user's notifications it need not.
   */
  public boolean maySubscribe(String topic) {
    return isOfNotifications(topic)
        || subscribe.stream().anyMatch(pattern -> pattern.matches(topic));
  }

  /**
   * Whether the token names a topic among those to speak on. On that of its user's notifications no
   * rule lets anybody speak: it stands for marking them.
   */
  public boolean mayPublish(String topic) {
    return isOfNotifications(topic) || publish.stream().anyMatch(pattern -> pattern.matches(topic));
  }

  private boolean isOfNotifications(String topic) {
    return topic.equals(Notification.topicOf(userId));
  }
}
