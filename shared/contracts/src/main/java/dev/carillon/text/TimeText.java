package dev.carillon.text;

import dev.carillon.failure.Failure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moments as RFC 3339 writes them, with {@code Z} or an offset, of the years 1 to 9999. A leap
 * second is refused because no clock here can hold one, and {@code 24:00:00} because the day ends
 * before it: to guess the second that was meant would be to change it.
 */
public final class TimeText {
  private static final Pattern RFC_3339 =
      Pattern.compile(
          "([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:([0-9]{2})(?:\\.[0-9]{1,9})?)"
              + "(Z|[+-][0-9]{2}:[0-9]{2})");
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private TimeText() {}

  /** The moment. INVALID, blaming no field yet, with the reason. */
  public static Instant parse(String text) {
    Matcher parts = RFC_3339.matcher(text.toUpperCase(Locale.ROOT)); // RFC 3339 allows t and z
    if (!parts.matches()) {
      throw Failure.invalid("", "must be an RFC 3339 time, such as 2026-01-31T12:00:00Z");
    }
    if (parts.group(2).equals("60")) {
      throw Failure.invalid("", "names a leap second, which no clock here can hold");
    }
    Instant time = instant(parts.group(1), parts.group(3));
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw Failure.invalid("", "must lie in the years 1 to 9999");
    }
    return time;
  }

  private static Instant instant(String local, String offset) {
    try {
      return LocalDateTime.parse(local).toInstant(ZoneOffset.of(offset));
    } catch (DateTimeException noSuch) {
      throw Failure.invalid("", "names a day, hour or offset that does not exist");
    }
  }
}
