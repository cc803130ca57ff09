package dev.carillon.gateway.keys;

import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key of the table that was good when it was looked for.
 *
 * @param expiresAt when it ends by itself; null for never
 */
record TableKey(HashedKey hash, Caller caller, @Nullable Instant expiresAt) {
  static TableKey of(VerifiedKeys.Good good) {
    return new TableKey(
        HashedKey.parse(good.sha256()),
        new Caller(good.name(), good.permissions()),
        good.expiresAt());
  }

  String name() {
    return caller.name();
  }

  boolean hasExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
