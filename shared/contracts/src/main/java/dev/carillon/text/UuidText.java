package dev.carillon.text;

import dev.carillon.failure.Failure;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * UUIDs as this product writes them: 36 characters, lower case. Java's own parser takes signs,
 * short groups and upper case too, so that one user would have any number of names.
 */
public final class UuidText {
  private static final Pattern CANONICAL =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private UuidText() {}

  /** The UUID. INVALID, blaming no field yet, for any other spelling. */
  public static UUID parse(String text) {
    if (!CANONICAL.matcher(text).matches()) {
      throw Failure.invalid("", "must be a UUID in lower case");
    }
    return UUID.fromString(text);
  }
}
