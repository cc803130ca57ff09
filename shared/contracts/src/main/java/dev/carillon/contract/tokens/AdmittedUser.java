package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;
import java.util.UUID;

/**
 * Who that is here: a user who is active, and of whom it is remembered that he may have a token.
 */
public record AdmittedUser(UUID userId) {
  public AdmittedUser {
    Checks.start().present("/userId", userId).verify();
  }
}
