package dev.carillon.notifier.domain.mail;

import dev.carillon.async.trace.TracePoint;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A mail as it is stored: its content never changes after that.
 *
 * @param recipient one plain address
 * @param messageId the same in every attempt, so that a copy is known as one
 * @param userId the user whom it is for, if it is for one
 * @param tags what kind of mail it is
 * @param schedule when it is to go
 * @param sender who has it sent: the name of a key; null for the service itself
 * @param digest what it brings into a digest, if it becomes part of one
 * @param request the id of the request that it came with; null for the service itself
 * @param trace the span that it came with, if that is written down
 */
public record NewMail(
    UUID id,
    String recipient,
    @Nullable String recipientName,
    @Nullable UUID userId,
    String subject,
    Content content,
    String messageId,
    MailTags tags,
    MailSchedule schedule,
    @Nullable String sender,
    @Nullable DigestItem digest,
    @Nullable String request,
    @Nullable TracePoint trace) {
  /** A mail that the service itself has sent. */
  public NewMail(
      UUID id,
      String recipient,
      @Nullable String recipientName,
      @Nullable UUID userId,
      String subject,
      Content content,
      String messageId,
      MailTags tags,
      MailSchedule schedule,
      @Nullable DigestItem digest) {
    this(
        id,
        recipient,
        recipientName,
        userId,
        subject,
        content,
        messageId,
        tags,
        schedule,
        null,
        digest,
        null,
        null);
  }

  /** The same, which came with a request, known by its trace where it has one. */
  public NewMail with(@Nullable String requestId, @Nullable TracePoint point) {
    return new NewMail(
        id,
        recipient,
        recipientName,
        userId,
        subject,
        content,
        messageId,
        tags,
        schedule,
        sender,
        digest,
        point == null ? requestId : point.traceId(),
        point);
  }

  /** What a mail counts for beside its text, in characters. */
  public static final int WEIGHT = 8_192;

  /** The same with another delay. */
  public NewMail withDelay(@Nullable Duration delay) {
    return new NewMail(
        id,
        recipient,
        recipientName,
        userId,
        subject,
        content,
        messageId,
        tags,
        schedule.withDelay(delay),
        sender,
        digest,
        request,
        trace);
  }

  /** How much of a commit it takes, in characters. */
  public int weight() {
    int attached = content.attachments().stream().mapToInt(a -> a.content().length()).sum();
    return WEIGHT
        + attached
        + content.text().length()
        + (content.html() == null ? 0 : content.html().length());
  }

  /** A key of the sender applies to the mails to one address. */
  public String scoped(String key) {
    return recipient.toLowerCase(Locale.ROOT) + '\n' + key;
  }

  /**
   * The key of its window. Mails become one digest only if they are of one kind: else what one may
   * not say would keep the others from being said.
   */
  public String windowKey() {
    Window window = Objects.requireNonNull(schedule.window());
    return window.digest() == null
        ? scoped(window.key())
        : scoped(
            String.join(
                "\n",
                "",
                String.valueOf(tags.template()),
                String.valueOf(tags.topic()),
                String.valueOf(tags.critical()),
                window.key()));
  }
}
