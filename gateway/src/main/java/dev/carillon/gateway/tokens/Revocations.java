package dev.carillon.gateway.tokens;

import dev.carillon.contract.tokens.TokenNews.Kind;
import dev.carillon.contract.tokens.TokenNews.Revocation;
import dev.carillon.gateway.security.EndUser;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What was revoked and could still be alive: all of it, as users-service bounds it. Thread-safe.
 */
final class Revocations {
  private final Map<String, Revocation> tokens = new ConcurrentHashMap<>();
  private final Map<String, Revocation> users = new ConcurrentHashMap<>();
  private final Map<String, Revocation> keys = new ConcurrentHashMap<>();

  /** Takes what is new; what was told before is the same or later. */
  void add(List<Revocation> told) {
    told.forEach(one -> map(one.kind()).put(one.subject(), one));
  }

  /** Forgets what nothing alive can match. */
  void forget(Instant now) {
    for (Kind kind : Kind.values()) {
      map(kind).values().removeIf(one -> !one.until().isAfter(now));
    }
  }

  boolean has(EndUser user) {
    Instant issued = user.issuedAt();
    return ends(tokens.get(user.token().toString()), issued)
        || ends(users.get(user.userId().toString()), issued)
        || ends(keys.get(user.mintedBy()), issued);
  }

  private static boolean ends(@Nullable Revocation one, Instant issued) {
    return one != null && !issued.isAfter(one.issuedUntil());
  }

  private Map<String, Revocation> map(Kind kind) {
    return switch (kind) {
      case TOKEN -> tokens;
      case USER -> users;
      case KEY -> keys;
    };
  }
}
