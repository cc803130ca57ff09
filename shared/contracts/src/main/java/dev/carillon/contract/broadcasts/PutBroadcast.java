package dev.carillon.contract.broadcasts;

import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a broadcast schedule, or replaces it.
 *
 * @param name letters, digits, dots, dashes and underscores, to 100
 * @param ifMatch the versions that may be replaced; null for any, and for a new one
 * @param onlyNew whether there must be none of this name
 */
public record PutBroadcast(
    String name, BroadcastSpec spec, @Nullable IfMatch ifMatch, boolean onlyNew) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  public PutBroadcast {
    Checks.start()
        .that(isName(name), "name", "is not a broadcast name")
        .present("spec", spec)
        .verify();
  }

  /** Whether a text may name a broadcast. */
  static boolean isName(@Nullable String text) {
    return text != null && NAME.matcher(text).matches();
  }
}
