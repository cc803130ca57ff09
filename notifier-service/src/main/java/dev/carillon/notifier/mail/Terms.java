package dev.carillon.notifier.mail;

import dev.carillon.contract.mail.AcceptMail;
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
 * @param debounceKey only the last with this key, to this address, is sent
 */
public record Terms(
    @Nullable Instant sendAt,
    @Nullable Duration delay,
    boolean undo,
    @Nullable Instant expiresAt,
    Priority priority,
    @Nullable String dedupKey,
    @Nullable String debounceKey) {
  /** At once. */
  public static final Terms NOW = new Terms(null, null, false, null, Priority.NORMAL, null, null);

  /** What a request asks for. */
  public static Terms of(AcceptMail request) {
    boolean undo = request.undo() != null && !request.undo().isZero();
    return new Terms(
        request.sendAt(),
        longer(request.delay(), request.undo()),
        undo,
        request.expiresAt(),
        request.priority() == null ? Priority.NORMAL : request.priority(),
        request.dedupKey(),
        request.debounceKey());
  }

  /** The same with another delay. */
  Terms withDelay(Duration other) {
    return new Terms(sendAt, other, undo, expiresAt, priority, dedupKey, debounceKey);
  }

  private static @Nullable Duration longer(@Nullable Duration a, @Nullable Duration b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) > 0 ? a : b;
  }
}
