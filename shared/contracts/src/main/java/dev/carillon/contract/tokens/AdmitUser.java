package dev.carillon.contract.tokens;

import dev.carillon.contract.users.CreateUser;
import dev.carillon.failure.Checks;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody for whom another issuer than this product has signed a token: by one of both names.
 *
 * @param userId the id here
 * @param externalId the id in the caller's own system
 * @param issuedAt when it was signed; what has ended for the user since then, it does not bring
 *     back
 */
public record AdmitUser(@Nullable UUID userId, @Nullable String externalId, Instant issuedAt) {
  public AdmitUser {
    Checks.start()
        .that((userId == null) != (externalId == null), "/userId", "or externalId must be there")
        .lineIfPresent("/externalId", externalId, 1, CreateUser.MAX_EXTERNAL_ID)
        .present("/issuedAt", issuedAt)
        .verify();
  }
}
