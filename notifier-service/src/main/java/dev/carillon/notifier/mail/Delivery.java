package dev.carillon.notifier.mail;

/**
 * How an attempt ended.
 *
 * @param result what to do now
 * @param reply what the server or the network said, one line
 */
public record Delivery(Result result, String reply) {

  /** What to do with the mail. */
  public enum Result {
    /** The server took it: settled. */
    SENT,
    /** The server will never take it: settled. */
    REFUSED,
    /** Not this time: again later. */
    FAILED
  }
}
