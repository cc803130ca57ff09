package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends again what was given up or whose fate is not known.
 *
 * @param id this one; null for many
 * @param state all of this state, {@code dead} or {@code unknown}; then {@code id} is null
 * @param limit the most of them at once, 1 to 10,000
 */
public record RetryMails(@Nullable UUID id, @Nullable MailState state, int limit) {
  private static final int MAX = 10_000;

  public RetryMails {
    Checks.start()
        .that(
            state == null ? id != null : state == MailState.DEAD || state == MailState.UNKNOWN,
            "state",
            "must be dead or unknown")
        .that(limit >= 1 && limit <= MAX, "limit", "must be between 1 and " + MAX)
        .verify();
  }
}
