package dev.carillon.contract.notifications;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.json.Doc;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user was told.
 *
 * @param seenAt when it was first seen; absent if it was not
 * @param ackedAt when it was first acknowledged; absent if it was not
 * @param escalation the mail that goes out if nobody is quicker; absent without one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Notification(
    UUID id,
    UUID userId,
    String title,
    @Nullable String body,
    @Doc.AsWritten @Nullable Doc data,
    Instant createdAt,
    @Nullable Instant seenAt,
    @Nullable Instant ackedAt,
    @Nullable Escalation escalation) {
  private static final String TOPICS = "notifications.";

  /** The durable topic on which a user's devices hear of each change. */
  public static String topicOf(UUID user) {
    return TOPICS + user;
  }
}
