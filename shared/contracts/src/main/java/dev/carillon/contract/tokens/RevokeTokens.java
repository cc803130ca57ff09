package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tokens to revoke.
 *
 * @param id one of them, also one that is not known; instead of it:
 * @param userId all of a user that were signed until now
 */
public record RevokeTokens(@Nullable UUID id, @Nullable UUID userId) {
  public RevokeTokens {
    Checks.start()
        .that((id == null) != (userId == null), "/id", "is required, or userId instead")
        .verify();
  }
}
