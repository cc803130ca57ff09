package dev.carillon.notifier.domain.delivery;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of sending a mail.
 *
 * @param result what to do now
 * @param phase how far the SMTP transaction came
 * @param reply of the server, or the error of the network, in one line
 */
public record Delivery(Result result, Phase phase, String reply) {
  /** The numbers that a reply begins with: what follows them may name people. */
  private static final Pattern CODES =
      Pattern.compile("\\b[245]\\d\\d(?:[ -][245]\\.\\d{1,3}\\.\\d{1,3})?\\b");

  /** What a log may have of a reply: its numbers, or that it has none. */
  public static String codes(String reply) {
    Matcher codes = CODES.matcher(reply);
    return codes.find() ? codes.group() : "without a code";
  }

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
