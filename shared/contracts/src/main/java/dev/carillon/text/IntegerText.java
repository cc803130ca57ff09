package dev.carillon.text;

import dev.carillon.failure.Failure;
import java.util.regex.Pattern;

/**
 * Whole numbers in ASCII digits, without plus sign and leading zeros. Java's own parser takes the
 * digits of every script.
 */
public final class IntegerText {
  private static final Pattern PLAIN = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private IntegerText() {}

  /** A number from {@code min} to {@code max}. INVALID, blaming no field yet. */
  public static int parse(String text, int min, int max) {
    return (int) parseLong(text, min, max);
  }

  /** The same for a number that may need 64 bits. */
  public static long parseLong(String text, long min, long max) {
    if (PLAIN.matcher(text).matches()) {
      try {
        long value = Long.parseLong(text);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException tooLarge) {
        // said below
      }
    }
    throw Failure.invalid(
        "", "must be a whole number from " + min + " to " + max + ", without sign or zeros before");
  }
}
