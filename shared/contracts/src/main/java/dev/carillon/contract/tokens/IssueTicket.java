package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A ticket to keep, which stands for a token: for one that its holder shows, or for a new one.
 *
 * @param sha256 of the ticket, in hex
 * @param shown what the token says that was shown; instead of it:
 * @param wanted a token to make for the ticket alone
 */
public record IssueTicket(String sha256, @Nullable TokenClaims shown, @Nullable IssueToken wanted) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public IssueTicket {
    Checks.start()
        .that(isHash(sha256), "/sha256", "must be a SHA-256 in lower case hex")
        .that((shown == null) != (wanted == null), "/shown", "is required, or wanted instead")
        .verify();
  }

  static boolean isHash(@Nullable String text) {
    return text != null && HASH.matcher(text).matches();
  }
}
