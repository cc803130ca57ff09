package dev.carillon.notifier.smtp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's reply.
 *
 * @param code three digits
 * @param text the lines without their codes, joined by line feeds
 */
record SmtpReply(int code, String text) {
  private static final int SHUTTING_DOWN = 421;
  private static final int TOO_MUCH = 552;
  private static final int NOT_KNOWN = 500;
  private static final int NOT_IMPLEMENTED = 502;
  private static final int MAX_SHOWN = 512;

  /** An enhanced status code (RFC 3463) at the beginning of the text: class, subject, detail. */
  private static final Pattern ENHANCED = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})\\b");

  /** About the sender's address, though the subject is addresses. */
  private static final Pattern ABOUT_SENDER = Pattern.compile("[78]");

  private static final String ADDRESS = "1";
  private static final String MAILBOX = "2";
  private static final String MESSAGE_TOO_BIG = "5.3.4";

  boolean isPositive() {
    return code >= 200 && code < 300;
  }

  boolean wantsMore() {
    return code >= 300 && code < 400;
  }

  boolean isPermanent() {
    return code >= 500;
  }

  boolean isShuttingDown() {
    return code == SHUTTING_DOWN;
  }

  /** Whether the server does not know the command. */
  boolean isUnknownCommand() {
    return code == NOT_KNOWN || code == NOT_IMPLEMENTED;
  }

  /** 552 says that there is too much of something: of recipients, of mail, of the message. */
  boolean isTooMuch() {
    return code == TOO_MUCH;
  }

  /** Whether it is the message that is too large. */
  boolean isTooLarge() {
    return isPermanent() && (isTooMuch() || text.startsWith(MESSAGE_TOO_BIG));
  }

  /**
   * Whether a refusal is because of the recipient: the enhanced code says so (5.1.x and 5.2.x, but
   * for those about the sender's address).
   *
   * @param otherwise the answer where there is no enhanced code
   */
  boolean isAboutRecipient(boolean otherwise) {
    Matcher enhanced = ENHANCED.matcher(text);
    if (!enhanced.lookingAt()) {
      return otherwise;
    }
    return enhanced.group(2).equals(MAILBOX)
        || (enhanced.group(2).equals(ADDRESS)
            && !ABOUT_SENDER.matcher(enhanced.group(3)).matches());
  }

  /** As one line, for the timeline. */
  String line() {
    String line = (code + " " + text).replaceAll("[\\p{Cc}\\s]+", " ").strip();
    return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) : line;
  }
}
