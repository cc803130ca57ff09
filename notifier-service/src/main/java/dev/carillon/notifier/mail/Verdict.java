package dev.carillon.notifier.mail;

/** Whether a mail may go out, as the tables say at the moment when it is taken. */
public enum Verdict {
  /** Nothing stands against it. */
  SEND,
  /** Its time has passed. */
  EXPIRED,
  /** Its address wants no mail, or none of its topic. */
  SUPPRESSED,
  /** Mail of its template is paused. */
  PAUSED
}
