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
    /** The server refuses its recipient for good, or it cannot be written at all. */
    REFUSED,
    /** The server refuses it for good, but not because of the recipient: perhaps it will not. */
    DECLINED,
    /** Too large for the server: perhaps not for another, or later. */
    TOO_LARGE,
    /** Failed this time: try again later. */
    FAILED,
    /** The server was away, or said that it takes no mail now: try again later, not counted. */
    AWAY,
    /** No server was tried: try again later, not counted. */
    POSTPONED,
    /** The connection was lost after the final dot: the server may have accepted it. */
    UNKNOWN,
    /** It was cancelled before its first byte was written. */
    CANCELLED
  }
}
