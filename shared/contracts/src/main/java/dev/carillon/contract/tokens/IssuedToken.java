package dev.carillon.contract.tokens;

import java.time.Instant;
import java.util.UUID;

/**
 * A token that was signed.
 *
 * @param id by which it can be revoked: its {@code jti}
 */
public record IssuedToken(String token, UUID id, Instant expiresAt) {
  /** Without the token: what is printed may end up in a log. */
  @Override
  public String toString() {
    return "IssuedToken[id=" + id + "]";
  }
}
