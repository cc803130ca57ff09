package dev.carillon.contract.tokens;

import dev.carillon.failure.Checks;
import java.util.regex.Pattern;

/**
 * What has changed since.
 *
 * @param cursor that of the last answer; empty for everything
 */
public record LookAtTokens(String cursor) {
  private static final Pattern CURSOR = Pattern.compile("|[0-9]{1,19}:[a-z]*:[A-Za-z0-9._-]{0,64}");

  public LookAtTokens {
    Checks.start()
        .that(
            cursor != null && CURSOR.matcher(cursor).matches(),
            "/cursor",
            "is not a cursor of an answer")
        .verify();
  }
}
