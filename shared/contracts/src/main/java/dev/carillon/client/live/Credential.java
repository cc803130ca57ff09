package dev.carillon.client.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is shown to the server: an API key, a user's token or a ticket that is good once.
 *
 * @param key a key or token; null with a ticket
 * @param ticket null without one
 * @param expiresAt when another token has to be shown; null if that is not wanted
 */
public record Credential(
    @Nullable String key, @Nullable String ticket, @Nullable Instant expiresAt) {
  /** An API key. */
  public static Credential key(String key) {
    return new Credential(key, null, null);
  }

  /** A user's token; another one is asked for before it expires. */
  public static Credential token(String token, Instant expiresAt) {
    return new Credential(token, null, expiresAt);
  }

  /** A ticket for one connection. */
  public static Credential ticket(String ticket) {
    return new Credential(null, ticket, null);
  }

  /** Without what it shows: what is printed may end up in a log. */
  @Override
  public String toString() {
    return "Credential[expiresAt=" + expiresAt + "]";
  }
}
