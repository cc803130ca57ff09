package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.Priority;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a mail is to go.
 *
 * @param sendAt not before this moment
 * @param delay not before so much time has passed
 * @param undo whether the delay is there so that it can be called back
 * @param expiresAt not after this moment
 * @param dedupKey only the first with this key is accepted
 * @param window in which it becomes one with others, if there is one
 */
public record MailSchedule(
    @Nullable Instant sendAt,
    @Nullable Duration delay,
    boolean undo,
    @Nullable Instant expiresAt,
    Priority priority,
    @Nullable String dedupKey,
    @Nullable Window window) {
  /** At once. */
  public static final MailSchedule NOW =
      new MailSchedule(null, null, false, null, Priority.NORMAL, null, null);

  /**
   * Whether it is to go as soon as it is stored, whatever the time is and whatever else there is.
   */
  public boolean atOnce() {
    return sendAt == null && delay == null && dedupKey == null && window == null;
  }

  /** Whether it has to wait for its time. */
  public boolean mustWait() {
    return sendAt != null || delay != null;
  }

  /** The same with another delay. */
  MailSchedule withDelay(@Nullable Duration other) {
    return new MailSchedule(sendAt, other, undo, expiresAt, priority, dedupKey, window);
  }
}
