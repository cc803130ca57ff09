package dev.carillon.contract.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.failure.Checks;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The mail that goes out unless somebody is quicker.
 *
 * @param after how long one has, 1 second to 30 days
 * @param unless what keeps the mail from going out
 * @param mail the mail, without a time of its own and without a key that would make it one with
 *     other mail
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Escalate(Duration after, Mark unless, AcceptMail mail) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final String OWN_TIME = "must be absent: after says when the mail goes";
  private static final String OWN_MAIL = "must be absent: each notification has a mail of its own";

  public Escalate {
    Checks checks =
        checkAfter(Checks.start(), after).present("/unless", unless).present("/mail", mail);
    if (mail != null) {
      checks
          .that(mail.sendAt() == null, "/mail/sendAt", OWN_TIME)
          .that(mail.delay() == null, "/mail/delay", OWN_TIME)
          .that(mail.undo() == null, "/mail/undo", OWN_TIME)
          .that(mail.dedupKey() == null, "/mail/dedupKey", OWN_MAIL)
          .that(mail.debounceKey() == null, "/mail/debounceKey", OWN_MAIL)
          .that(mail.digestKey() == null, "/mail/digestKey", OWN_MAIL);
    }
    checks.verify();
  }

  /** Checks how long one has; in the body of a request the mail is not read yet. */
  public static Checks checkAfter(Checks checks, @Nullable Duration after) {
    return checks
        .present("/after", after)
        .that(
            after == null || (after.compareTo(SHORTEST) >= 0 && after.compareTo(LONGEST) <= 0),
            "/after",
            "must be between 1 second and 30 days");
  }
}
