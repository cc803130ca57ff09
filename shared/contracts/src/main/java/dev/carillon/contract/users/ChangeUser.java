package dev.carillon.contract.users;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change that needs nothing but the user.
 *
 * @param ifMatch the versions that may be changed; null for any
 */
public record ChangeUser(UUID id, @Nullable IfMatch ifMatch) {
  public ChangeUser {
    Checks.start().present("/id", id).verify();
  }
}
