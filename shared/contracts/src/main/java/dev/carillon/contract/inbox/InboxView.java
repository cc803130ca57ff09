package dev.carillon.contract.inbox;

import java.time.Instant;

/**
 * A view that was opened.
 *
 * @param token shows it, once
 * @param expiresAt when it ends if nobody has looked
 */
public record InboxView(String token, Instant expiresAt) {
  /** Without the token: what is printed may end up in a log. */
  @Override
  public String toString() {
    return "InboxView[expiresAt=" + expiresAt + "]";
  }
}
