package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted mail and what became of it so far.
 *
 * @param to for whom it is; null when what it says is no longer kept
 * @param subject its subject; null when what it says is no longer kept
 * @param sendAt when it is due, where it waits for a time
 * @param expiresAt after which it is not sent any more
 * @param settledAt when it reached its last state, null before that
 * @param reply what was said last, where it was not sent
 * @param mergedInto the mail that took its place, where that is its state
 * @param template which it was made of, if it was
 * @param topic what it is about, if it says so
 * @param critical whether topics, throttles and quiet hours do not concern it
 * @param attempts the tries, oldest first; left out where there are none, and in lists
 * @param content what it says; left out unless it was asked for
 */
public record Mail(
    UUID id,
    MailState state,
    @Nullable MailedTo to,
    @Nullable String subject,
    String messageId,
    Instant acceptedAt,
    @Nullable Instant sendAt,
    @Nullable Instant expiresAt,
    @Nullable Instant settledAt,
    @Nullable String reply,
    @Nullable UUID mergedInto,
    @Nullable String template,
    @Nullable String topic,
    boolean critical,
    Priority priority,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MailAttempt> attempts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MailContent content) {
  public Mail {
    attempts = attempts == null ? List.of() : List.copyOf(attempts);
  }

  /** The same with what it says. */
  public Mail saying(MailContent what) {
    return new Mail(
        id,
        state,
        to,
        subject,
        messageId,
        acceptedAt,
        sendAt,
        expiresAt,
        settledAt,
        reply,
        mergedInto,
        template,
        topic,
        critical,
        priority,
        attempts,
        what);
  }
}
