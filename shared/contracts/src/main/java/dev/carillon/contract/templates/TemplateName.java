package dev.carillon.contract.templates;

import dev.carillon.failure.Checks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a template.
 *
 * @param name letters, digits, dots, dashes and underscores, to 100
 * @param version this one; null for the latest
 */
public record TemplateName(String name, @Nullable Integer version) {
  /** What a name is. */
  public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  /** What is said of a text that is none. */
  public static final String RULE =
      "must be 1 to 100 letters, digits, dots, dashes or underscores, and begin with a letter or digit";

  public TemplateName {
    Checks.start()
        .matches("name", name, NAME, RULE)
        .that(version == null || version > 0, "version", "must be positive")
        .verify();
  }

  /** Whether a text may name a template. */
  public static boolean isName(@Nullable String text) {
    return text != null && NAME.matcher(text).matches();
  }
}
