package dev.carillon.bench.mail.queue;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Uuid7;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Mails to be measured, each with an id of its own. */
public final class ProductMails {
  static final String TEXT = "x".repeat(900);

  private static final String ADDRESS = "bench@carillon.test";
  private static final Content CONTENT = Content.text(TEXT);

  private final Uuid7 ids = new Uuid7(Clocks.system());

  /** None yet. */
  public ProductMails() {}

  /** One that goes at once. */
  public NewMail now() {
    return mail(MailSchedule.NOW);
  }

  /** An urgent one; after a time, or at once. */
  public NewMail high(@Nullable Duration after) {
    return mail(new MailSchedule(null, after, false, null, Priority.HIGH, null, null));
  }

  private NewMail mail(MailSchedule schedule) {
    UUID id = ids.next();
    return new NewMail(
        id,
        ADDRESS,
        null,
        null,
        "Bench",
        CONTENT,
        "<" + id + "@carillon.test>",
        MailTags.NONE,
        schedule,
        null);
  }

  /** As whoever sends gets it. */
  public static Outgoing outgoing() {
    UUID id = UUID.randomUUID();
    return new Outgoing(
        id,
        ADDRESS,
        null,
        "Bench",
        CONTENT,
        "<" + id + "@carillon.test>",
        Instant.EPOCH,
        SendDecision.SEND,
        Instant.EPOCH,
        MailTags.NONE,
        Tries.NONE,
        null);
  }
}
