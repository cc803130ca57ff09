package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Whom a mail is from, as its reader sees it.
 *
 * @param email one plain address, of those that mail may be sent from; the usual one if absent
 * @param name the display name beside it, if any
 */
public record From(@Nullable String email, @Nullable String name) {
  private static final int MAX_NAME = 200;

  public From {
    Checks checks = Checks.start();
    if (email != null) {
      checks.email("/email", email);
    }
    checks
        .that(email != null || name != null, "/email", "or name must be given")
        .lineIfPresent("/name", name, 1, MAX_NAME)
        .verify();
  }
}
