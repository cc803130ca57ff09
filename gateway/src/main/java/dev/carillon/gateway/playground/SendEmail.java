package dev.carillon.gateway.playground;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.mail.Recipient;
import dev.carillon.failure.Checks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code /send-email}. The recipient is {@code email} or {@code to}, the text {@code
 * message} or {@code body}: people write it either way.
 */
record SendEmail(
    @Nullable String email,
    @Nullable String to,
    @Nullable String subject,
    @Nullable String message,
    @Nullable String body) {
  private static final int MAX_SUBJECT = 500;

  SendEmail {
    Checks.start()
        .that(email == null || to == null, "/to", "cannot be combined with /email")
        .that(email != null || to != null, "/email", "is required")
        .emailIfPresent("/email", email)
        .emailIfPresent("/to", email == null ? to : null)
        .line("/subject", subject, 1, MAX_SUBJECT)
        .that(message == null || body == null, "/body", "cannot be combined with /message")
        .that(message != null || body != null, "/message", "is required")
        .textIfPresent("/message", message, 1, Notifications.MAX_MESSAGE)
        .textIfPresent("/body", message == null ? body : null, 1, Notifications.MAX_MESSAGE)
        .verify();
  }

  AcceptMail toAccept() {
    return AcceptMail.of(
        new Recipient(null, email == null ? to : email, null),
        Objects.requireNonNull(subject),
        Objects.requireNonNull(message == null ? body : message),
        null);
  }
}
