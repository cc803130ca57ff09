package dev.carillon.notifier.domain.delivery;

/**
 * How an attempt ended.
 *
 * @param result what to do now
 * @param phase how far it came
 * @param reply what the server or the network said, one line
 */
public record Delivery(Result result, Phase phase, String reply) {

  /** What to do with the mail. */
  public enum Result {
    /** The server took it: settled. */
    SENT,
    /** The server will never take it: settled. */
    REFUSED,
    /** Not this time: again later. */
    FAILED,
    /** The server takes nothing now; it is not about this mail: again later, not counted. */
    POSTPONED,
    /** The link died after the final dot: perhaps the server took it, perhaps not. */
    UNKNOWN,
    /** It was called back before the first byte was written: settled. */
    CANCELLED
  }
}
