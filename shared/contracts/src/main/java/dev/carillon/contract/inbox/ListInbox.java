package dev.carillon.contract.inbox;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Mails of the local inbox, newest first.
 *
 * @param to only those to this address, without regard to case
 * @param limit how many at most, 1 to 200
 */
public record ListInbox(@Nullable String to, int limit) {
  private static final int MAX_LIMIT = 200;

  public ListInbox {
    Checks.start()
        .that(to == null || Checks.isEmail(to), "to", "is not one plain e-mail address")
        .that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT)
        .verify();
  }
}
