package dev.carillon.contract.mail;

import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent.
 *
 * @param subject one line of 1 to 500 characters
 * @param text the plain text, to 500,000 characters
 * @param html the same as HTML, if there is one
 * @param template takes the place of subject, text and html
 * @param data what fills the template; what it lacks is an error
 * @param topic what kind of mail it is: the recipient can unsubscribe from it
 * @param critical whether it goes out whatever the recipient unsubscribed from, and at any hour
 * @param replyTo where answers go, if not to the sender
 * @param headers further headers, whose names begin with {@code X-}
 * @param attachments files that go with it
 * @param sendAt not before this moment; one that has passed means now
 * @param delay not before so much time has passed; then {@code sendAt} is absent
 * @param undo how long it can be called back for sure before it is sent, to an hour
 * @param expiresAt not after this moment: then it is settled as {@code expired}
 * @param priority which mail goes first; normal if absent
 * @param dedupKey of all mails with this key to one address (for 30 days) only the first is
 *     accepted; the others get its id
 * @param debounceKey of mails with this key to one address that come within {@code delay} of one
 *     another only the last is sent, after ten times the delay at the latest
 * @param digestKey mails with this key to one address, of one template, topic and urgency, that
 *     come within {@code digestWindow} become one; a template gets their data as {@code items} and
 *     their number as {@code count}
 * @param digestWindow how long mails are gathered, to 31 days
 * @param digestMode how; fixed if absent
 */
public record AcceptMail(
    Recipient to,
    @Nullable String subject,
    @Nullable String text,
    @Nullable String html,
    @Nullable String template,
    @Nullable Doc data,
    @Nullable String topic,
    @Nullable Boolean critical,
    @Nullable String replyTo,
    @Nullable Map<String, String> headers,
    @Nullable List<Attachment> attachments,
    @Nullable Instant sendAt,
    @Nullable Duration delay,
    @Nullable Duration undo,
    @Nullable Instant expiresAt,
    @Nullable Priority priority,
    @Nullable String dedupKey,
    @Nullable String debounceKey,
    @Nullable String digestKey,
    @Nullable Duration digestWindow,
    @Nullable DigestMode digestMode) {
  /** The longest delay. */
  public static final Duration MAX_DELAY = Duration.ofDays(366);

  private static final Duration MAX_DIGEST = Duration.ofDays(31);
  private static final Duration MAX_UNDO = Duration.ofHours(1);
  static final String FAR = "must be between the years 1970 and 9999";

  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");
  private static final int MAX_SUBJECT = 500;
  private static final int MAX_BODY = 500_000;
  private static final int MAX_KEY = 200;

  /** Checks every field. */
  public AcceptMail {
    headers = headers == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    attachments = attachments == null ? null : List.copyOf(attachments);
    Checks checks = Checks.start().present("/to", to);
    checkText(checks, subject, text, html, template);
    checks
        .that(template != null || data == null, "/data", "goes with a template only")
        .that(data == null || data.isObject(), "/data", "must be an object")
        .that(topic == null || Suppress.isTopic(topic), "/topic", "is no topic of mail");
    if (replyTo != null) {
      checks.email("/replyTo", replyTo);
    }
    if (headers != null) {
      MailHeaders.check(checks, "/headers", headers);
    }
    if (attachments != null) {
      Attachment.check(checks, "/attachments", attachments);
    }
    checkTimes(checks, sendAt, delay, undo, expiresAt);
    checkKeys(checks, dedupKey, debounceKey, delay);
    boolean alone =
        areAbsent(sendAt, delay, undo, expiresAt, dedupKey, debounceKey)
            && (attachments == null || attachments.isEmpty());
    checkDigest(checks, digestKey, digestWindow, digestMode, alone);
    checks.verify();
  }

  /** A mail of a template to be sent at once, and nothing special about it. */
  public static AcceptMail filled(Recipient to, String template, @Nullable Doc data) {
    return new AcceptMail(
        to, null, null, null, template, data, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null);
  }

  private static void checkText(
      Checks checks,
      @Nullable String subject,
      @Nullable String text,
      @Nullable String html,
      @Nullable String template) {
    checks.textIfPresent("/text", text, 1, MAX_BODY).textIfPresent("/html", html, 1, MAX_BODY);
    if (template == null) {
      checks.line("/subject", subject, 1, MAX_SUBJECT).present("/text", text);
      return;
    }
    checks
        .that(TemplateName.isName(template), "/template", "is no name of a template")
        .that(
            subject == null && text == null && html == null,
            "/template",
            "takes the place of subject, text and html");
  }

  private static void checkTimes(
      Checks checks,
      @Nullable Instant sendAt,
      @Nullable Duration delay,
      @Nullable Duration undo,
      @Nullable Instant expiresAt) {
    checks
        .that(sendAt == null || delay == null, "/delay", "goes not together with sendAt")
        .that(isSoon(sendAt), "/sendAt", FAR)
        .that(isSoon(expiresAt), "/expiresAt", FAR)
        .that(isBetween(delay, MAX_DELAY), "/delay", "must be between 0 and 366 days")
        .that(isBetween(undo, MAX_UNDO), "/undo", "must be between 0 and an hour")
        .that(
            expiresAt == null || sendAt == null || expiresAt.isAfter(sendAt),
            "/expiresAt",
            "must be after sendAt");
  }

  private static void checkKeys(
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
            "goes not together with dedupKey");
  }

  private static boolean areAbsent(@Nullable Object... fields) {
    return Stream.of(fields).allMatch(Objects::isNull);
  }

  private static void checkDigest(
      Checks checks,
      @Nullable String digestKey,
      @Nullable Duration digestWindow,
      @Nullable DigestMode digestMode,
      boolean alone) {
    checks
        .lineIfPresent("/digestKey", digestKey, 1, MAX_KEY)
        .that(
            digestKey == null || alone,
            "/digestKey",
            "goes not together with sendAt, delay, undo, expiresAt, other keys and attachments")
        .that(
            digestKey == null || digestWindow != null,
            "/digestWindow",
            "is required with digestKey")
        .that(digestWindow == null || digestKey != null, "/digestKey", "is required here")
        .that(
            digestWindow == null
                || (digestWindow.toMillis() >= 1 && digestWindow.compareTo(MAX_DIGEST) <= 0),
            "/digestWindow",
            "must be between a millisecond and 31 days")
        .that(digestMode == null || digestKey != null, "/digestMode", "goes with digestKey");
  }

  /** The same to somebody else. */
  public AcceptMail to(Recipient other) {
    return new AcceptMail(
        other,
        subject,
        text,
        html,
        template,
        data,
        topic,
        critical,
        replyTo,
        headers,
        attachments,
        sendAt,
        delay,
        undo,
        expiresAt,
        priority,
        dedupKey,
        debounceKey,
        digestKey,
        digestWindow,
        digestMode);
  }

  /** A mail to be sent at once, and nothing special about it. */
  public static AcceptMail of(Recipient to, String subject, String text, @Nullable String html) {
    return new AcceptMail(
        to, subject, text, html, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null, null);
  }

  /** Whether a moment lies in years that every program can write. */
  static boolean isSoon(@Nullable Instant moment) {
    return moment == null
        || (moment.isAfter(Instant.EPOCH.minusSeconds(1)) && moment.isBefore(END));
  }

  private static boolean isBetween(@Nullable Duration duration, Duration most) {
    return duration == null || (!duration.isNegative() && duration.compareTo(most) <= 0);
  }
}
