package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an accepted mail stands. */
public enum MailState {
  /** Waits for its time. */
  SCHEDULED,
  /** Kept back by a limit or a window. */
  HELD,
  /** To be sent next. */
  READY,
  /** Taken by a sender. */
  SENDING,
  /** Failed for now; will be tried again. */
  RETRYING,
  /** Accepted by the SMTP server. */
  SENT,
  /** Given up. */
  DEAD,
  /** Called back in time. */
  CANCELLED,
  /** Absorbed by a later mail. */
  MERGED,
  /** Not sent because its address is suppressed. */
  SUPPRESSED,
  /** Not sent because its time had passed. */
  EXPIRED,
  /** The link died after the final dot: perhaps sent. */
  UNKNOWN;

  private final String lower = name().toLowerCase(Locale.ROOT);

  /** The name on the outside. */
  @JsonValue
  public String lower() {
    return lower;
  }
}
