package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.MailMerge;
import dev.carillon.contract.mail.MailTimes;
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

  /** What a request asks for. */
  public static MailSchedule of(AcceptMail request) {
    MailTimes times = request.times();
    MailMerge merge = request.merge();
    boolean undo = times.undo() != null && !times.undo().isZero();
    return new MailSchedule(
        times.sendAt(),
        positive(longer(longer(times.delay(), times.undo()), gathered(merge))),
        undo,
        times.expiresAt(),
        request.priority() == null ? Priority.NORMAL : request.priority(),
        merge instanceof MailMerge.Dedup dedup ? dedup.key() : null,
        window(merge));
  }

  /** How long it waits for others. */
  private static @Nullable Duration gathered(@Nullable MailMerge merge) {
    return merge instanceof MailMerge.Digest digest && digest.mode() != DigestMode.FIRST
        ? digest.window()
        : null;
  }

  private static @Nullable Window window(@Nullable MailMerge merge) {
    return switch (merge) {
      case MailMerge.Debounce debounce -> Window.debounce(debounce.key(), debounce.delay());
      case MailMerge.Digest digest -> Window.digest(digest.mode(), digest.key(), digest.window());
      case MailMerge.Dedup alone -> null;
      case null -> null;
    };
  }

  /**
   * Whether it is to go as soon as it is stored, whatever the time is and whatever else there is.
   */
  public boolean atOnce() {
    return sendAt == null && delay == null && dedupKey == null && window == null;
  }

  /** The same with another delay. */
  MailSchedule withDelay(@Nullable Duration other) {
    return new MailSchedule(sendAt, other, undo, expiresAt, priority, dedupKey, window);
  }

  private static @Nullable Duration positive(@Nullable Duration delay) {
    return delay == null || delay.isZero() ? null : delay;
  }

  private static @Nullable Duration longer(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) > 0 ? a : b;
  }
}
