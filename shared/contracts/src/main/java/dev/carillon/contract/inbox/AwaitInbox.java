package dev.carillon.contract.inbox;

import dev.carillon.failure.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a mail that is there or comes.
 *
 * @param to only one to this address, without regard to case
 * @param subject only one that has this in its subject, without regard to case; 1 to 200 characters
 * @param since only one that was stored then or later
 * @param millis how long, 1 to {@value #LONGEST}; who waits longer asks again
 */
public record AwaitInbox(
    @Nullable String to, @Nullable String subject, @Nullable Instant since, int millis) {
  /** The longest wait of one request. */
  public static final int LONGEST = 2_000;

  private static final int MAX_SUBJECT = 200;

  public AwaitInbox {
    ListInbox.check(Checks.start(), to, null)
        .that(
            subject == null || (!subject.isBlank() && subject.length() <= MAX_SUBJECT),
            "subject",
            "must have 1 to " + MAX_SUBJECT + " characters, a visible one among them")
        .that(millis >= 1 && millis <= LONGEST, "millis", "must be from 1 to " + LONGEST)
        .verify();
  }
}
