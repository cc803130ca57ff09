package dev.carillon.notifier;

import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailTags;
import java.time.Instant;
import java.util.UUID;

/** Mails for tests. */
public final class TestMails {
  private TestMails() {}

  /** A mail that a throttle concerns. */
  public static Outgoing asking() {
    return outgoing("a@b.c", Content.text("text"), SendDecision.ASK);
  }

  /** A mail with a plain text. */
  public static Outgoing outgoing(String recipient, Content content) {
    return outgoing(recipient, content, SendDecision.SEND);
  }

  private static Outgoing outgoing(String recipient, Content content, SendDecision decision) {
    UUID id = UUID.randomUUID();
    return new Outgoing(
        id,
        recipient,
        null,
        "Subject",
        content,
        "<" + id + "@test>",
        Instant.parse("2026-11-22T21:50:09Z"),
        decision,
        Instant.parse("2026-11-22T21:50:10Z"),
        MailTags.NONE,
        Tries.NONE,
        null);
  }

  /** A mail that nobody looks into. */
  public static Outgoing outgoing() {
    return outgoing("a@b.c", Content.text("text"));
  }
}
