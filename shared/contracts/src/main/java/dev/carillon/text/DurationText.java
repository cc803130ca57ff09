package dev.carillon.text;

import dev.carillon.failure.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in both spellings, everywhere: a whole number with its unit ({@code 500ms, 30s, 10m,
 * 2h, 1d}), or ISO 8601 ({@code PT10M}, {@code P1DT12H}, {@code PT0.5S}). A day is 24 hours.
 */
public final class DurationText {
  /** What a duration must be, for who got it wrong. */
  public static final String RULE = "must be a duration, such as 10m or PT10M";

  private static final Pattern SHORT = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h|d)");
  private static final Pattern ISO =
      Pattern.compile(
          "P(?=[0-9T])(?:[0-9]{1,9}D)?"
              + "(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,12}(?:\\.[0-9]{1,9})?S)?)?");

  /** Both spellings as one pattern, which ECMA 262 reads alike. */
  public static final String WHOLE = "^(" + SHORT.pattern() + "|" + ISO.pattern() + ")$";

  private DurationText() {}

  /** The duration, zero or positive. INVALID, blaming no field yet. */
  public static Duration parse(String text) {
    Matcher amount = SHORT.matcher(text);
    if (amount.matches()) {
      return of(Long.parseLong(amount.group(1)), amount.group(2));
    }
    if (ISO.matcher(text).matches()) {
      try {
        return Duration.parse(text);
      } catch (DateTimeException tooLarge) {
        // said below
      }
    }
    throw Failure.invalid("", RULE);
  }

  /** The short form, in the largest unit that says it whole; milliseconds are the smallest. */
  public static String format(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + "ms";
    }
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3_600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 == 0 ? duration.toDays() + "d" : duration.toHours() + "h";
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
