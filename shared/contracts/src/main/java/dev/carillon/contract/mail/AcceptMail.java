package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent, as it comes over the wire: one flat object. What is added to it must be left
 * out of its JSON while it is absent: by the JSON a request is known again that came with a key
 * before. What its fields mean together is said by {@link #body}, {@link #times} and {@link
 * #merge}.
 *
 * @param subject one line of 1 to 500 characters
 * @param text the plain text, to 500,000 characters
 * @param html the same as HTML, if there is one
 * @param template takes the place of subject, text and html
 * @param data what fills the template; what it lacks is an error
 * @param topic what kind of mail it is: the recipient can unsubscribe from it
 * @param critical whether it goes out whatever the recipient unsubscribed from, and at any hour
 * @param from whom it is from, if not from the usual sender
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
    @Doc.AsWritten @Nullable Doc data,
    @Nullable String topic,
    @Nullable Boolean critical,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable From from,
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

  static final int MAX_SUBJECT = 500;
  static final int MAX_BODY = 500_000;

  public AcceptMail {
    headers = headers == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    attachments = attachments == null ? null : List.copyOf(attachments);
    Checks checks = Checks.start().present("/to", to);
    if (to != null) {
      checks.lineIfPresent("/to/name", to.name(), 1, Recipient.MAX_NAME);
    }
    MailBody.check(checks, subject, text, html, template, data);
    Suppress.checkTopic(checks, topic).emailIfPresent("/replyTo", replyTo);
    if (headers != null) {
      MailHeaders.check(checks, "/headers", headers);
    }
    if (attachments != null) {
      Attachment.check(checks, "/attachments", attachments);
      Attachment.checkVisible(checks, "/attachments", attachments);
    }
    MailTimes times = new MailTimes(sendAt, delay, undo, expiresAt);
    times.check(checks);
    MailMerge.checkKeys(checks, dedupKey, debounceKey, delay);
    boolean alone =
        times.areAbsent()
            && dedupKey == null
            && debounceKey == null
            && (attachments == null || attachments.isEmpty());
    MailMerge.checkDigest(checks, digestKey, digestWindow, digestMode, alone);
    checks.verify();
  }

  /** A mail to be sent at once, and nothing special about it. */
  public static AcceptMail of(Recipient to, String subject, String text, @Nullable String html) {
    return of(to, new MailBody.Text(subject, text, html));
  }

  /** The same with a body of either kind. */
  public static AcceptMail of(Recipient to, MailBody body) {
    return switch (body) {
      case MailBody.Text own -> plain(to, own, null);
      case MailBody.Filled filled -> plain(to, null, filled);
    };
  }

  private static AcceptMail plain(
      Recipient to, MailBody.@Nullable Text own, MailBody.@Nullable Filled filled) {
    return new AcceptMail(
        to,
        own == null ? null : own.subject(),
        own == null ? null : own.text(),
        own == null ? null : own.html(),
        filled == null ? null : filled.template(),
        filled == null ? null : filled.data(),
        /* topic= */ null,
        /* critical= */ null,
        /* from= */ null,
        /* replyTo= */ null,
        /* headers= */ null,
        /* attachments= */ null,
        /* sendAt= */ null,
        /* delay= */ null,
        /* undo= */ null,
        /* expiresAt= */ null,
        /* priority= */ null,
        /* dedupKey= */ null,
        /* debounceKey= */ null,
        /* digestKey= */ null,
        /* digestWindow= */ null,
        /* digestMode= */ null);
  }

  /** What it says. */
  public MailBody body() {
    return MailBody.of(this);
  }

  /** When it may go. */
  public MailTimes times() {
    return new MailTimes(sendAt, delay, undo, expiresAt);
  }

  /** What it becomes with others of the same key; null without a key. */
  public @Nullable MailMerge merge() {
    return MailMerge.of(this);
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
        from,
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
}
