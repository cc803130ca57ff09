package dev.carillon.contract.users;

import dev.carillon.failure.Checks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which users; every part that is given must hold.
 *
 * @param active only active ones, only inactive ones, or (null) both
 * @param q words: each must begin a word of the name, the address or the external id; without
 *     regard to case and accents. The first eight count, and single letters only where there is
 *     nothing longer
 * @param email exactly this address, without regard to case
 * @param externalId exactly this one
 * @param createdFrom not created before
 * @param createdTo created before
 */
public record UserFilter(
    @Nullable Boolean active,
    @Nullable String q,
    @Nullable String email,
    @Nullable String externalId,
    @Nullable Instant createdFrom,
    @Nullable Instant createdTo) {
  private static final int MAX_QUERY = 100;

  public UserFilter {
    Checks.start()
        .lineIfPresent("q", q, 1, MAX_QUERY)
        .that(
            q == null || q.codePoints().anyMatch(Character::isLetterOrDigit),
            "q",
            "holds no letter and no digit")
        .that(email == null || Checks.isEmail(email), "email", "is not one plain e-mail address")
        .lineIfPresent("externalId", externalId, 1, CreateUser.MAX_EXTERNAL_ID)
        .verify();
  }
}
