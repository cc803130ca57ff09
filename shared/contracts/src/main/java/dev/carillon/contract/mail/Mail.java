package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable MailContent content)
    implements JsonWritable {
  private static final Field ID = JsonOut.name("id");
  private static final Field STATE = JsonOut.name("state");
  private static final Field TO = JsonOut.name("to");
  private static final Field SUBJECT = JsonOut.name("subject");
  private static final Field MESSAGE_ID = JsonOut.name("messageId");
  private static final Field ACCEPTED_AT = JsonOut.name("acceptedAt");
  private static final Field SEND_AT = JsonOut.name("sendAt");
  private static final Field EXPIRES_AT = JsonOut.name("expiresAt");
  private static final Field SETTLED_AT = JsonOut.name("settledAt");
  private static final Field REPLY = JsonOut.name("reply");
  private static final Field MERGED_INTO = JsonOut.name("mergedInto");
  private static final Field TEMPLATE = JsonOut.name("template");
  private static final Field TOPIC = JsonOut.name("topic");
  private static final Field CRITICAL = JsonOut.name("critical");
  private static final Field PRIORITY = JsonOut.name("priority");
  private static final Field ATTEMPTS = JsonOut.name("attempts");
  private static final Field CONTENT = JsonOut.name("content");

  public Mail {
    attempts = attempts == null ? List.of() : List.copyOf(attempts);
  }

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(ID).uuid(id).field(STATE).text(state.lower()).field(TO).record(to);
    out.field(SUBJECT).text(subject).field(MESSAGE_ID).text(messageId);
    out.field(ACCEPTED_AT).time(acceptedAt).field(SEND_AT).time(sendAt);
    out.field(EXPIRES_AT).time(expiresAt).field(SETTLED_AT).time(settledAt);
    out.field(REPLY).text(reply).field(MERGED_INTO).uuid(mergedInto);
    out.field(TEMPLATE).text(template).field(TOPIC).text(topic);
    out.field(CRITICAL).bool(critical).field(PRIORITY).text(priority.lower());
    if (!attempts.isEmpty()) {
      out.field(ATTEMPTS).array(attempts);
    }
    if (content != null) {
      out.field(CONTENT).record(content);
    }
    out.endObject();
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
