package dev.carillon.notifier.domain.queue;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Phase;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an attempt to send one mail.
 *
 * @param kind settled, or to be tried again
 * @param delay how long to wait before trying again; zero otherwise
 * @param phase how far the SMTP transaction came
 * @param reply the server's reply or the reason, for the timeline
 * @param template of the mail; null for none
 */
public record AttemptOutcome(
    UUID mailId, Kind kind, Duration delay, Phase phase, String reply, @Nullable String template) {
  /** Of a mail without a template. */
  public AttemptOutcome(UUID mailId, Kind kind, Duration delay, Phase phase, String reply) {
    this(mailId, kind, delay, phase, reply, null);
  }

  /** The mail's new state. */
  public MailChange change() {
    return new MailChange(
        mailId,
        switch (kind) {
          case SENT -> MailState.SENT;
          case DEAD -> MailState.DEAD;
          case RETRY, DECLINED, AWAY, POSTPONED, RESEND -> MailState.RETRYING;
          case UNKNOWN -> MailState.UNKNOWN;
          case CANCELLED -> MailState.CANCELLED;
          case EXPIRED -> MailState.EXPIRED;
          case SUPPRESSED -> MailState.SUPPRESSED;
          case HELD -> MailState.HELD;
        });
  }

  /** What happens to the mail. */
  public enum Kind {
    /** Settled: a server accepted it. */
    SENT,
    /** Settled: refused, or given up after the last attempt. */
    DEAD,
    /** Try again later. */
    RETRY,
    /** Refused, but not because of the recipient: try again later, a few times. */
    DECLINED,
    /** Try again later; not counted as an attempt, since it was not about this mail, but noted. */
    AWAY,
    /** Try again later; neither counted nor noted, since no server was tried. */
    POSTPONED,
    /** It may have been sent: send it again later, with the same bytes. */
    RESEND,
    /** Settled: it may have been sent, and somebody must decide. */
    UNKNOWN,
    /** Settled: cancelled before its first byte was written. */
    CANCELLED,
    /** Settled: it had expired. */
    EXPIRED,
    /** Settled: its address is suppressed. */
    SUPPRESSED,
    /** Not now, because of a pause, a throttle or quiet hours; the reply says which. */
    HELD;

    /** The name in statements. */
    public String lower() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
