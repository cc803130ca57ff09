package dev.carillon.gateway.me;

import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.request.Role;
import dev.carillon.topic.access.TokenPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name that of the key; of a token {@code user:} and the id of its user
 * @param role the greatest role whose scopes are all there; null for none
 * @param scopes what it may do; a token may do what it names and mark its user's notifications
 * @param userId of a token, whose it is; null for a key
 * @param expiresAt of a token, when it ends; null for a key
 * @param parts of this API that are not everywhere, and are here: {@code faults}, {@code inbox},
 *     {@code time}
 */
record Me(
    String name,
    @Nullable String role,
    List<String> scopes,
    @Nullable UUID userId,
    @Nullable Instant expiresAt,
    List<String> parts) {
  Me {
    scopes = List.copyOf(scopes);
    parts = List.copyOf(parts);
  }

  static Me of(Caller caller, List<String> parts) {
    EndUser user = caller.user();
    if (user != null) {
      return new Me(caller.name(), null, scopes(user), user.userId(), user.expiresAt(), parts);
    }
    Role role = caller.scopes().role();
    return new Me(
        caller.name(),
        role == null ? null : role.name().toLowerCase(Locale.ROOT),
        caller.scopes().texts(),
        null,
        null,
        parts);
  }

  private static List<String> scopes(EndUser user) {
    List<String> all = new ArrayList<>();
    add(all, "live:publish:", user.publish());
    add(all, "live:subscribe:", user.subscribe());
    return all;
  }

  private static void add(List<String> all, String action, List<TokenPattern> patterns) {
    patterns.forEach(named -> all.add(action + named.pattern().text()));
  }
}
