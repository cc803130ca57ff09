package dev.carillon.contract.mail;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mails, newest first.
 *
 * @param to only those to this address, without regard to case
 * @param state only those in this state
 * @param userId only those for this user; then the other two must be absent
 */
public record ListMails(
    @Nullable String to, @Nullable MailState state, @Nullable UUID userId, PageRequest page) {
  public ListMails {
    Checks.start()
        .that(to == null || Checks.isEmail(to), "to", "is not one plain e-mail address")
        .that(
            userId == null || (to == null && state == null),
            "userId",
            "cannot be combined with other filters")
        .verify();
  }
}
