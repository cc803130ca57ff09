package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Mails, newest first.
 *
 * @param to only those to this address, without regard to case
 * @param state only those in this state
 * @param userId only those for this user; then address and state must be absent
 * @param template only those of this template
 * @param from only those accepted then or later, to the millisecond
 * @param until only those accepted before
 * @param subject only those whose subject has this text, without regard to case as far as the
 *     database's locale knows it, to 200 characters; a page looks through 20,000 mails at most (of
 *     the address and the user), 5,000 with a state, so that it may have fewer than were asked for,
 *     or none, and a next one all the same
 */
public record ListMails(
    @Nullable String to,
    @Nullable MailState state,
    @Nullable UUID userId,
    @Nullable String template,
    @Nullable Instant from,
    @Nullable Instant until,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String subject,
    PageRequest page) {
  private static final int MAX_SUBJECT = 200;

  public ListMails {
    Checks.start()
        .that(to == null || Checks.isEmail(to), "to", "is not one plain e-mail address")
        .that(
            userId == null || (to == null && state == null),
            "userId",
            "cannot be combined with to or state")
        .that(from == null || until == null || from.isBefore(until), "until", "must be after from")
        .lineIfPresent("subject", subject, 1, MAX_SUBJECT)
        .verify();
  }

  /** Whatever its subject. */
  public ListMails(
      @Nullable String to,
      @Nullable MailState state,
      @Nullable UUID userId,
      @Nullable String template,
      @Nullable Instant from,
      @Nullable Instant until,
      PageRequest page) {
    this(to, state, userId, template, from, until, null, page);
  }

  /** By address, state and user alone. */
  public ListMails(
      @Nullable String to, @Nullable MailState state, @Nullable UUID userId, PageRequest page) {
    this(to, state, userId, null, null, null, page);
  }
}
