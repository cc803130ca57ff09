package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What mails with the same key to one address become; a mail has one such key at most. */
public sealed interface MailMerge {
  /** The longest window of a digest. */
  Duration MAX_WINDOW = Duration.ofDays(31);

  /** The longest key, in characters. */
  int MAX_KEY = 200;

  /** What names the mails that belong together. */
  String key();

  /** Of all mails with the key only the first is accepted; the others get its id. */
  record Dedup(String key) implements MailMerge {}

  /**
   * Of mails that come within {@code delay} of one another only the last is sent.
   *
   * @param delay is also how long the mail waits at least
   */
  record Debounce(String key, Duration delay) implements MailMerge {}

  /** Mails that come within {@code window} become one. */
  record Digest(String key, Duration window, DigestMode mode) implements MailMerge {}

  /** What the fields of a checked request say; null without a key. */
  static @Nullable MailMerge of(AcceptMail mail) {
    if (mail.dedupKey() != null) {
      return new Dedup(mail.dedupKey());
    }
    if (mail.debounceKey() != null) {
      return new Debounce(mail.debounceKey(), Objects.requireNonNull(mail.delay()));
    }
    return mail.digestKey() == null
        ? null
        : new Digest(
            mail.digestKey(),
            Objects.requireNonNull(mail.digestWindow()),
            mail.digestMode() == null ? DigestMode.FIXED : mail.digestMode());
  }

  /** Says what is wrong with the keys that take one mail of several. */
  static void checkKeys(
      Checks checks,
      @Nullable String dedupKey,
      @Nullable String debounceKey,
      @Nullable Duration delay) {
    checks
        .lineIfPresent("/dedupKey", dedupKey, 1, MAX_KEY)
        .lineIfPresent("/debounceKey", debounceKey, 1, MAX_KEY)
        .that(
            debounceKey == null || (delay != null && !delay.isZero()),
            "/debounceKey",
            "needs a delay")
        .that(
            debounceKey == null || dedupKey == null,
            "/debounceKey",
            "cannot be combined with dedupKey");
  }

  /**
   * Says what is wrong with the fields of a digest.
   *
   * @param alone whether the mail has neither times nor other keys nor attachments
   */
  static void checkDigest(
      Checks checks,
      @Nullable String key,
      @Nullable Duration window,
      @Nullable DigestMode mode,
      boolean alone) {
    checks
        .lineIfPresent("/digestKey", key, 1, MAX_KEY)
        .that(
            key == null || alone,
            "/digestKey",
            "cannot be combined with sendAt, delay, undo, expiresAt, other keys and attachments")
        .that(key == null || window != null, "/digestWindow", "is required with digestKey")
        .that(window == null || key != null, "/digestKey", "is required here")
        .that(
            window == null || (window.toMillis() >= 1 && window.compareTo(MAX_WINDOW) <= 0),
            "/digestWindow",
            "must be between a millisecond and 31 days")
        .that(mode == null || key != null, "/digestMode", "can only be used with digestKey");
  }
}
