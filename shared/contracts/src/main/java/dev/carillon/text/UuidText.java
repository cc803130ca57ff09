package dev.carillon.text;

import dev.carillon.failure.Failure;
import java.util.UUID;

/**
 * UUIDs as this product writes them: 36 characters, lower case. Java's own parser takes signs,
 * short groups and upper case too, so that one user would have any number of names.
 */
public final class UuidText {
  private UuidText() {}

  /** The UUID. INVALID, blaming no field yet, for any other spelling. */
  public static UUID parse(String text) {
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equals(text)) {
        return id;
      }
    } catch (IllegalArgumentException notOne) {
      // said below
    }
    throw Failure.invalid("", "must be a UUID in lower case");
  }
}
