package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Sends again what was given up for one reason, a piece at a time.
 *
 * @param state {@code dead} or {@code unknown}
 * @param reason as {@link MailReasons} has it; 1 to {@value #LONGEST} characters
 * @param cursor the {@code next} of the piece before; null for the first one
 */
public record RetryReason(MailState state, String reason, @Nullable String cursor) {
  /** The longest reason. */
  public static final int LONGEST = 200;

  public RetryReason {
    check(Checks.start(), state)
        .that(
            reason != null && !reason.isEmpty() && reason.length() <= LONGEST,
            "reason",
            "must have 1 to " + LONGEST + " characters")
        .verify();
  }

  static Checks check(Checks checks, @Nullable MailState state) {
    return checks.that(
        state == MailState.DEAD || state == MailState.UNKNOWN, "state", "must be dead or unknown");
  }
}
