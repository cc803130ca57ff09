package dev.carillon.contract.mail;

import dev.carillon.failure.Checks;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All mail that is kept of a person: that to the user, and that to the addresses which is for no
 * user.
 *
 * @param addresses in lower case
 * @param cursor where the page before ended, as it said; null for the first page
 */
public record ListKept(UUID userId, List<String> addresses, @Nullable String cursor) {
  private static final int MAX_CURSOR = 200;

  public ListKept {
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    Checks.start()
        .present("/userId", userId)
        .lineIfPresent("cursor", cursor, 1, MAX_CURSOR)
        .verify();
  }
}
