package dev.carillon.gateway.keys;

import dev.carillon.contract.keys.VerifiedKeys;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  static Map<HashedKey, TableKey> byHash(List<VerifiedKeys.Good> good) {
    return good.stream()
        .map(TableKey::of)
        .collect(Collectors.toMap(TableKey::hash, Function.identity(), (a, b) -> b));
  }

  String name() {
    return caller.name();
  }

  boolean hasExpired(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
