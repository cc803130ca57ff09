package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * To whom: a user of the directory by id, or an address.
 *
 * @param userId the user; then the other two are absent
 * @param email one plain address; then {@code userId} is absent
 * @param name the display name beside the address, if any
 */
public record Recipient(@Nullable UUID userId, @Nullable String email, @Nullable String name) {
  static final int MAX_NAME = 200;

  public Recipient {
    Checks checks = Checks.start();
    checks.that(
        (userId == null) != (email == null), "/email", "or userId must be given, and not both");
    checks.emailIfPresent("/email", email);
    checks.that(userId == null || name == null, "/name", "can only be used with email");
    // that there is something to be seen in it is asked of new mail only
    checks.lineIfPresent("/name", name, 0, MAX_NAME).verify();
  }
}
