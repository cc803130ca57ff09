package dev.carillon.notifier.domain.delivery;

/**
 * The result of sending a mail.
 *
 * @param result what to do now
 * @param phase how far the SMTP transaction came
 * @param reply of the server, or the error of the network, in one line
 */
public record Delivery(Result result, Phase phase, String reply) {

  /** What to do with the mail. */
  public enum Result {
    /** The server accepted it. */
    SENT,
    /** The server refuses it for good. */
    REFUSED,
    /** Failed this time: try again later. */
    FAILED,
    /** The server accepts no mail now: try again later, not counted as an attempt. */
    POSTPONED,
    /** The connection was lost after the final dot: the server may have accepted it. */
    UNKNOWN,
    /** It was cancelled before its first byte was written. */
    CANCELLED
  }
}
