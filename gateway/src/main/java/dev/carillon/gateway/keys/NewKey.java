package dev.carillon.gateway.keys;

import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.failure.Checks;
import dev.carillon.request.Role;
import dev.carillon.request.Scopes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/keys}.
 *
 * @param scopes what it may do; instead of them:
 * @param role {@code reader}, {@code writer} or {@code admin}
 * @param expiresAt when it ends by itself; null for never
 */
record NewKey(
    String name,
    @Nullable List<String> scopes,
    @Nullable String role,
    @Nullable Instant expiresAt) {
  NewKey {
    Checks checks =
        KeyName.check(Checks.start(), name)
            .that(scopes == null || role == null, "/role", "cannot be combined with scopes")
            .that(scopes != null || role != null, "/scopes", "is required, or role instead")
            .that(role == null || find(role) != null, "/role", "must be reader, writer or admin");
    (scopes == null ? checks : Scopes.check(checks, "/scopes", scopes)).verify();
  }

  Scopes permissions() {
    Role known = role == null ? null : find(role);
    return known == null ? Scopes.parse("/scopes", scopes) : known.scopes();
  }

  private static @Nullable Role find(String role) {
    for (Role known : Role.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(role)) {
        return known;
      }
    }
    return null;
  }

  /**
   * The answer: the only place where a key is ever shown.
   *
   * @param key the key itself
   */
  record Made(
      String name,
      String key,
      List<String> scopes,
      Instant createdAt,
      String createdBy,
      @Nullable Instant expiresAt) {
    static Made of(ApiKey made, String key) {
      return new Made(
          made.name(), key, made.scopes(), made.createdAt(), made.createdBy(), made.expiresAt());
    }

    /** Without the key: what is printed may end up in a log. */
    @Override
    public String toString() {
      return "Made[name=" + name + "]";
    }
  }
}
