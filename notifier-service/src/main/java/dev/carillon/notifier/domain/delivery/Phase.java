package dev.carillon.notifier.domain.delivery;

import java.util.Locale;

/** How far the conversation with the server about a mail came. */
public enum Phase {
  /** Nothing about this mail was written yet: it waits, or there is no connection. */
  CONNECT,
  /** {@code MAIL FROM} was written: from here on the mail is on the wire. */
  MAIL,
  /** The sender was taken. */
  RCPT,
  /** The recipient was taken. */
  DATA,
  /** The content and the final dot were written. */
  DOT,
  /** The server has given its verdict. */
  REPLIED;

  /** The name on the outside. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
