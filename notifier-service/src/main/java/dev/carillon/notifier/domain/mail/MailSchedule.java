package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.DigestMode;
import dev.carillon.contract.mail.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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
    boolean undo = request.undo() != null && !request.undo().isZero();
    return new MailSchedule(
        request.sendAt(),
        positive(longer(longer(request.delay(), request.undo()), gathered(request))),
        undo,
        request.expiresAt(),
        request.priority() == null ? Priority.NORMAL : request.priority(),
        request.dedupKey(),
        window(request));
  }

  /** How long it waits for others. */
  private static @Nullable Duration gathered(AcceptMail request) {
    return request.digestMode() == DigestMode.FIRST ? null : request.digestWindow();
  }

  private static @Nullable Window window(AcceptMail request) {
    if (request.debounceKey() != null) {
      return Window.debounce(request.debounceKey(), Objects.requireNonNull(request.delay()));
    }
    return request.digestKey() == null
        ? null
        : Window.digest(
            request.digestMode() == null ? DigestMode.FIXED : request.digestMode(),
            request.digestKey(),
            Objects.requireNonNull(request.digestWindow()));
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
