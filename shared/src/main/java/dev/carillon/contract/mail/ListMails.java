package dev.carillon.contract.mail;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Mails, newest first.
 *
 * @param to only those to this address, without regard to case
 * @param state only those in this state
 */
public record ListMails(@Nullable String to, @Nullable MailState state, PageRequest page) {
  /** Checks the address. */
  public ListMails {
    Checks.start()
        .that(to == null || Checks.isEmail(to), "to", "is not one plain e-mail address")
        .verify();
  }
}
