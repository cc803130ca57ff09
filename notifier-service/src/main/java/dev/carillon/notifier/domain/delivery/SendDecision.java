package dev.carillon.notifier.domain.delivery;

import dev.carillon.text.IntegerText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a mail may be sent, as decided by the tables when it is leased.
 *
 * @param until when it may be sent, if it is throttled
 * @param throttle which throttle it is
 */
public record SendDecision(Kind kind, @Nullable Instant until, @Nullable String throttle) {
  /** Nothing stands against it. */
  public static final SendDecision SEND = new SendDecision(Kind.SEND, null, null);

  /** Its time has passed. */
  public static final SendDecision EXPIRED = new SendDecision(Kind.EXPIRED, null, null);

  /** Its address is suppressed, for all mail or that of its topic. */
  public static final SendDecision SUPPRESSED = new SendDecision(Kind.SUPPRESSED, null, null);

  /** Mail of its template is paused. */
  public static final SendDecision PAUSED = new SendDecision(Kind.PAUSED, null, null);

  /** Nothing else stands against it, but it needs a pass of a throttle. */
  public static final SendDecision ASK = new SendDecision(Kind.ASK, null, null);

  /** Its lease no longer holds it: whoever has it now decides. */
  public static final SendDecision GONE = new SendDecision(Kind.GONE, null, null);

  /** The kinds of decisions. */
  public enum Kind {
    /** Nothing stands against it. */
    SEND,
    /** Its time has passed. */
    EXPIRED,
    /** Its address is suppressed. */
    SUPPRESSED,
    /** Mail of its template is paused. */
    PAUSED,
    /** A throttle concerns it: asked last, right before it is sent. */
    ASK,
    /** There has been enough of its kind for now; it has left its lease, and is parked. */
    THROTTLED,
    /** It is no longer in its lease. */
    GONE
  }

  /** Reads the text of a statement: a kind, or milliseconds since 1970, a space and a throttle. */
  public static SendDecision parse(String text) {
    int space = text.indexOf(' ');
    return space < 0
        ? new SendDecision(Kind.valueOf(text), null, null)
        : new SendDecision(
            Kind.THROTTLED,
            Instant.ofEpochMilli(
                IntegerText.parseLong(text.substring(0, space), Long.MIN_VALUE, Long.MAX_VALUE)),
            text.substring(space + 1));
  }
}
