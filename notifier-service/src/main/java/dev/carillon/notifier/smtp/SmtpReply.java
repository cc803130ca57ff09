package dev.carillon.notifier.smtp;

/**
 * A server's reply.
 *
 * @param code three digits
 * @param text the lines without their codes, joined by line feeds
 */
record SmtpReply(int code, String text) {
  private static final int SHUTTING_DOWN = 421;
  private static final int MAX_SHOWN = 300;

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

  /** As one line, for the timeline. */
  String line() {
    String line = (code + " " + text).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > MAX_SHOWN ? line.substring(0, MAX_SHOWN) : line;
  }
}
