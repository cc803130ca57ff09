package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import dev.carillon.text.TimeText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a mail may go.
 *
 * @param sendAt not before this moment; one that has passed means now
 * @param delay not before so much time has passed; then {@code sendAt} is absent
 * @param undo how long it can be called back for sure before it is sent
 * @param expiresAt not after this moment
 */
public record MailTimes(
    @Nullable Instant sendAt,
    @Nullable Duration delay,
    @Nullable Duration undo,
    @Nullable Instant expiresAt) {
  static final String FAR = "must be between the years 1970 and 9999";

  private static final Duration MAX_UNDO = Duration.ofHours(1);
  private static final Instant END = TimeText.parse("9999-12-31T00:00:00Z");

  /** Whether no time is named at all. */
  boolean areAbsent() {
    return sendAt == null && delay == null && undo == null && expiresAt == null;
  }

  void check(Checks checks) {
    checks
        .that(sendAt == null || delay == null, "/delay", "cannot be combined with sendAt")
        .that(isWritable(sendAt), "/sendAt", FAR)
        .that(isWritable(expiresAt), "/expiresAt", FAR)
        .that(isBetween(delay, AcceptMail.MAX_DELAY), "/delay", "must be between 0 and 366 days")
        .that(isBetween(undo, MAX_UNDO), "/undo", "must be between 0 and an hour")
        .that(
            expiresAt == null || sendAt == null || expiresAt.isAfter(sendAt),
            "/expiresAt",
            "must be after sendAt");
  }

  /** Whether a moment lies in years that every program can write. */
  static boolean isWritable(@Nullable Instant moment) {
    return moment == null
        || (moment.isAfter(Instant.EPOCH.minusSeconds(1)) && moment.isBefore(END));
  }

  private static boolean isBetween(@Nullable Duration duration, Duration most) {
    return duration == null || (!duration.isNegative() && duration.compareTo(most) <= 0);
  }
}
