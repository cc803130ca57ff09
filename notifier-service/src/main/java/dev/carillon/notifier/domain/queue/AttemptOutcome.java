package dev.carillon.notifier.domain.queue;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Phase;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/**
 * What became of one mail of a batch.
 *
 * @param kind settled for good, or to be tried again
 * @param delay how long to wait before trying again; zero otherwise
 * @param phase how far the conversation with the server came
 * @param reply what was said, for the timeline
 */
public record AttemptOutcome(UUID mailId, Kind kind, Duration delay, Phase phase, String reply) {

  /** For whoever looks on. */
  public MailChange change() {
    return new MailChange(
        mailId,
        switch (kind) {
          case SENT -> MailState.SENT;
          case DEAD -> MailState.DEAD;
          case RETRY, POSTPONED, RESEND -> MailState.RETRYING;
          case UNKNOWN -> MailState.UNKNOWN;
          case CANCELLED -> MailState.CANCELLED;
          case EXPIRED -> MailState.EXPIRED;
          case SUPPRESSED -> MailState.SUPPRESSED;
          case HELD -> MailState.HELD;
        });
  }

  /** What becomes of it. */
  public enum Kind {
    /** Taken by the server. */
    SENT,
    /** Given up. */
    DEAD,
    /** Again later. */
    RETRY,
    /** Again later; it was not this mail's turn to fail. */
    POSTPONED,
    /** Perhaps sent; again later, with the same bytes. */
    RESEND,
    /** Perhaps sent; somebody will decide. */
    UNKNOWN,
    /** Called back before the first byte was written. */
    CANCELLED,
    /** Its time had passed. */
    EXPIRED,
    /** Its address wants no such mail. */
    SUPPRESSED,
    /** Not now; the reply says why. */
    HELD;

    /** The name in statements. */
    public String lower() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
