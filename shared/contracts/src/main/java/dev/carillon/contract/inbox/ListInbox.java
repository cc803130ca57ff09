package dev.carillon.contract.inbox;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Mails of the local inbox, newest first.
 *
 * @param to only those to this address, without regard to case
 * @param limit how many at most, 1 to 200
 * @param q only those that have each of these words in subject, addresses or text, without regard
 *     to case; 1 to 200 characters
 */
public record ListInbox(
    @Nullable String to, int limit, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String q) {
  private static final int MAX_LIMIT = 200;

  /** The longest text that is searched for. */
  public static final int MAX_WORDS = 200;

  public ListInbox {
    check(Checks.start(), to, q)
        .that(limit >= 1 && limit <= MAX_LIMIT, "limit", "must be from 1 to " + MAX_LIMIT)
        .verify();
  }

  /** By address alone. */
  public ListInbox(@Nullable String to, int limit) {
    this(to, limit, null);
  }

  static Checks check(Checks checks, @Nullable String to, @Nullable String q) {
    return checks
        .that(to == null || Checks.isEmail(to), "to", "is not one plain e-mail address")
        .that(
            q == null || (!q.isBlank() && q.length() <= MAX_WORDS),
            "q",
            "must have 1 to " + MAX_WORDS + " characters, a visible one among them");
  }
}
