package dev.carillon.notifier.domain.accept;

import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks up users, on behalf of one caller and within that caller's deadline. */
@FunctionalInterface
public interface RecipientDirectory {
  /** The user as a recipient of mail; null if there is no such user. */
  Future<@Nullable Addressee> find(UUID userId);

  /** The name of the caller's key; null for the service itself. */
  default @Nullable String caller() {
    return null;
  }

  /** The id of the request that mail comes with; null for none. */
  default @Nullable String requestId() {
    return null;
  }
}
