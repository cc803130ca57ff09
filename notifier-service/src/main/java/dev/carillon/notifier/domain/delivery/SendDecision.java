package dev.carillon.notifier.domain.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a mail may go out, as the tables say at the moment when it is taken.
 *
 * @param until when it may, if it is throttled
 * @param throttle which throttle it is
 */
public record SendDecision(Kind kind, @Nullable Instant until, @Nullable String throttle) {
  /** Nothing stands against it. */
  public static final SendDecision SEND = new SendDecision(Kind.SEND, null, null);

  /** Its time has passed. */
  public static final SendDecision EXPIRED = new SendDecision(Kind.EXPIRED, null, null);

  /** Its address wants no mail, or none of its topic. */
  public static final SendDecision SUPPRESSED = new SendDecision(Kind.SUPPRESSED, null, null);

  /** Mail of its template is paused. */
  public static final SendDecision PAUSED = new SendDecision(Kind.PAUSED, null, null);

  /** What a verdict says. */
  public enum Kind {
    /** Nothing stands against it. */
    SEND,
    /** Its time has passed. */
    EXPIRED,
    /** Its address wants no such mail. */
    SUPPRESSED,
    /** Mail of its template is paused. */
    PAUSED,
    /** There has been enough of its kind for now. */
    THROTTLED
  }

  /** As the statements write it: one of the names, or milliseconds and a throttle. */
  public static SendDecision parse(String text) {
    int space = text.indexOf(' ');
    return space < 0
        ? new SendDecision(Kind.valueOf(text), null, null)
        : new SendDecision(
            Kind.THROTTLED,
            Instant.ofEpochMilli(Long.parseLong(text, 0, space, 10)),
            text.substring(space + 1));
  }
}
