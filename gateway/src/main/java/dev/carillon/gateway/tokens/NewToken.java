package dev.carillon.gateway.tokens;

import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.failure.Checks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/tokens}, and of {@code POST /v1/tickets} by an API key.
 *
 * @param userId whose it is; null only for a ticket that a token's holder asks for
 */
record NewToken(
    @Nullable UUID userId, List<String> subscribe, List<String> publish, @Nullable Duration ttl) {
  NewToken {
    TokenBounds.check(Checks.start(), subscribe, publish).verify();
    subscribe = subscribe == null ? List.of() : List.copyOf(subscribe);
    publish = publish == null ? List.of() : List.copyOf(publish);
  }

  boolean isEmpty() {
    return userId == null && ttl == null && subscribe.isEmpty() && publish.isEmpty();
  }

  /**
   * The answer: the only place where a token is ever shown.
   *
   * @param id by which it is revoked
   */
  record Made(String token, UUID id, Instant expiresAt) {
    /** Without the token: what is printed may end up in a log. */
    @Override
    public String toString() {
      return "Made[id=" + id + "]";
    }
  }

  /** The answer of a ticket. */
  record Ticket(String ticket, Instant expiresAt) {
    /** Without the ticket: what is printed may end up in a log. */
    @Override
    public String toString() {
      return "Ticket[expiresAt=" + expiresAt + "]";
    }
  }
}
