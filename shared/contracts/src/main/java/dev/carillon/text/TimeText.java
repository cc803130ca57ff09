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

  /** A digit for each place that has one; a fraction follows. */
  private static final String MARKS = "0000-00-00T00:00:00.";

  private static final int SECONDS_END = 19;
  private static final int MOST_DIGITS_END = SECONDS_END + 1 + 9;

  private TimeText() {}

  /** The moment. INVALID, blaming no field yet, with the reason. */
  public static Instant parse(String text) {
    return isPlain(text) ? plain(text) : other(text);
  }

  /** Whether it is as we write times ourselves: in UTC, of a day and time that all months have. */
  private static boolean isPlain(String text) {
    int end = text.length() - 1;
    if (end < SECONDS_END || end == SECONDS_END + 1 || end > MOST_DIGITS_END) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      char mark = i < MARKS.length() ? MARKS.charAt(i) : '0';
      char c = text.charAt(i);
      if (mark == '0' ? c < '0' || c > '9' : c != mark) {
        return false;
      }
    }
    return text.charAt(end) == 'Z'
        && number(text, 0, 4) > 0
        && isBetween(text, 5, 1, 12)
        && isBetween(text, 8, 1, 28)
        && isBetween(text, 11, 0, 23)
        && isBetween(text, 14, 0, 59)
        && isBetween(text, 17, 0, 59);
  }

  private static boolean isBetween(String text, int at, int least, int most) {
    int n = number(text, at, at + 2);
    return n >= least && n <= most;
  }

  /** Without a pattern: a page of a list has one in its cursor. */
  private static Instant plain(String text) {
    int end = text.length() - 1;
    int nanos = 0;
    for (int i = SECONDS_END + 1; i < MOST_DIGITS_END; i++) {
      nanos = nanos * 10 + (i < end ? text.charAt(i) - '0' : 0);
    }
    return LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 7),
            number(text, 8, 10),
            number(text, 11, 13),
            number(text, 14, 16),
            number(text, 17, 19),
            nanos)
        .toInstant(ZoneOffset.UTC);
  }

  private static int number(String text, int from, int to) {
    int n = 0;
    for (int i = from; i < to; i++) {
      n = n * 10 + text.charAt(i) - '0';
    }
    return n;
  }

  private static Instant other(String text) {
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
