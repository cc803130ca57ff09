package dev.carillon.notifier.domain.delivery;

import java.util.Locale;

/** How far the SMTP transaction of a mail came. */
public enum Phase {
  /** Nothing about this mail was written yet: it waits, or there is no connection. */
  CONNECT,
  /** {@code MAIL FROM} was written: from here on the mail is on the wire. */
  MAIL,
  /** The sender was accepted. */
  RCPT,
  /** The recipient was accepted. */
  DATA,
  /** The content and the final dot were written. */
  DOT,
  /** The server replied to the content. */
  REPLIED;

  /** The name in the API and in tables. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
