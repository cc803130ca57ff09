package dev.carillon.notifier.domain.delivery;

import dev.carillon.async.trace.TracePoint;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailTags;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent.
 *
 * @param recipient one plain address
 * @param messageId the same in every attempt, so that a duplicate can be recognised
 * @param date when its first attempt began: its {@code Date}, the same in every attempt
 * @param decision whether it may go out
 * @param takenAt when it was taken from the queue, on the database's clock
 * @param scheduleNow what the clock of schedules showed then, which may be ahead of that one
 * @param tags what kind of mail it is
 * @param tries how it was tried before
 * @param sender who had it sent: the name of a key; null for the service itself
 * @param trace the span that it came with, if that was written down
 */
public record Outgoing(
    UUID id,
    String recipient,
    @Nullable String recipientName,
    String subject,
    Content content,
    String messageId,
    Instant date,
    SendDecision decision,
    Instant takenAt,
    Instant scheduleNow,
    MailTags tags,
    Tries tries,
    @Nullable String sender,
    @Nullable TracePoint trace) {
  /** Of no trace, where no clock is ahead of another. */
  public Outgoing(
      UUID id,
      String recipient,
      @Nullable String recipientName,
      String subject,
      Content content,
      String messageId,
      Instant date,
      SendDecision decision,
      Instant takenAt,
      MailTags tags,
      Tries tries,
      @Nullable String sender) {
    this(
        id,
        recipient,
        recipientName,
        subject,
        content,
        messageId,
        date,
        decision,
        takenAt,
        takenAt,
        tags,
        tries,
        sender,
        null);
  }
}
