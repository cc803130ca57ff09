package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A mail to be sent.
 *
 * @param subject one line of 1 to 500 characters
 * @param text the plain text, to 500,000 characters
 * @param html the same as HTML, if there is one
 */
public record AcceptMail(Recipient to, String subject, String text, @Nullable String html) {
  private static final int MAX_SUBJECT = 500;
  private static final int MAX_BODY = 500_000;

  /** Checks every field. */
  public AcceptMail {
    Checks.start()
        .present("/to", to)
        .line("/subject", subject, 1, MAX_SUBJECT)
        .present("/text", text)
        .textIfPresent("/text", text, 1, MAX_BODY)
        .textIfPresent("/html", html, 1, MAX_BODY)
        .verify();
  }
}
