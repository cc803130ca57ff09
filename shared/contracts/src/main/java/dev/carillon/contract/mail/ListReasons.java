package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;

/**
 * Asks why mail was given up.
 *
 * @param state {@code dead} or {@code unknown}
 */
public record ListReasons(MailState state) {
  public ListReasons {
    RetryReason.check(Checks.start(), state).verify();
  }
}
