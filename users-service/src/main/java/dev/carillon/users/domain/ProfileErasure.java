package dev.carillon.users.domain;

import io.vertx.core.Future;
import java.util.Map;
import java.util.UUID;

/** Erases a profile and writes down that there was one. */
public record ProfileErasure(ProfileStore profiles, ErasureStore erasures) {
  /** That of a user; may be repeated. */
  public Future<Void> of(UUID userId) {
    return profiles
        .erase(userId)
        .compose(
            was -> was ? erasures.note(userId, Map.of("profiles", 1L)) : Future.succeededFuture());
  }
}
