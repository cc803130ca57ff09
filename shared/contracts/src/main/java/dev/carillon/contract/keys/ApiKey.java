package dev.carillon.contract.keys;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key of the table. The key itself is stored nowhere.
 *
 * @param scopes what it may do
 * @param createdBy the name of the key that added it
 * @param lastUsed to the minute; null if it was never used
 * @param expiresAt when it ends by itself; null for never
 * @param revokedAt since when it is of no use; null while it is good
 * @param revokedBy the name of the key that revoked it
 */
public record ApiKey(
    String name,
    List<String> scopes,
    Instant createdAt,
    String createdBy,
    @Nullable Instant lastUsed,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable String revokedBy) {
  public ApiKey {
    scopes = List.copyOf(scopes);
  }
}
