package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;

/**
 * Somebody for whom another issuer than this product has signed a token.
 *
 * @param user the id of a user here; or, where no user has it, the user's {@code externalId}
 */
public record AdmitUser(String user) {
  /** Characters of a name, as many as an {@code externalId} may have. */
  public static final int LONGEST = 128;

  public AdmitUser {
    Checks.start().line("/user", user, 1, LONGEST).verify();
  }
}
