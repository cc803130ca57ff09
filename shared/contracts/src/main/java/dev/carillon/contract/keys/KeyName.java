package dev.carillon.contract.keys;

import dev.carillon.failure.Checks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a key: what the audit, the limits and the lists of tasks call its holder. */
public record KeyName(String name) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public KeyName {
    check(Checks.start(), name).verify();
  }

  /** Checks that it can be a name. */
  public static Checks check(Checks checks, @Nullable String name) {
    return checks.matches("/name", name, NAME, RULE);
  }

  /** What a name must be, for whoever got it wrong. */
  public static final String RULE =
      "must have 1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit";

  /** Whether it can be a name. */
  public static boolean isName(@Nullable String text) {
    return text != null && NAME.matcher(text).matches();
  }
}
