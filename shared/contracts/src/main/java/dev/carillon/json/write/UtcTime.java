package dev.carillon.json.write;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Writes moments as {@link Instant#toString} does, in quotes. The times of a list are often of one
 * day, whose text is kept from one to the next. One thread only.
 */
final class UtcTime {
  private static final int SIZE = 32;
  private static final int DAY_SECONDS = 86_400;

  /** The first second of the year 0 and of the year 10,000: between them a year has four digits. */
  private static final long YEAR_0 = -62_167_219_200L;

  private static final long YEAR_10000 = 253_402_300_800L;

  private long dateOf = Long.MIN_VALUE;
  private byte[] date = {};

  /** Whether it can be written here: others have a sign, or more digits. */
  static boolean hasFourDigits(Instant at) {
    return at.getEpochSecond() >= YEAR_0 && at.getEpochSecond() < YEAR_10000;
  }

  void write(Utf8Buffer out, Instant at) {
    long day = Math.floorDiv(at.getEpochSecond(), DAY_SECONDS);
    int second = (int) (at.getEpochSecond() - day * DAY_SECONDS);
    out.reserve(SIZE);
    out.add('"');
    out.append(date(day));
    out.add('T');
    out.digits(second / 3600, 2);
    out.add(':');
    out.digits(second / 60 % 60, 2);
    out.add(':');
    out.digits(second % 60, 2);
    fraction(out, at.getNano());
    out.add('Z');
    out.add('"');
  }

  private byte[] date(long day) {
    if (day != dateOf) {
      date = LocalDate.ofEpochDay(day).toString().getBytes(StandardCharsets.US_ASCII);
      dateOf = day;
    }
    return date;
  }

  private static void fraction(Utf8Buffer out, int nanos) {
    if (nanos == 0) {
      return;
    }
    out.add('.');
    if (nanos % 1_000_000 == 0) {
      out.digits(nanos / 1_000_000, 3);
    } else if (nanos % 1_000 == 0) {
      out.digits(nanos / 1_000, 6);
    } else {
      out.digits(nanos, 9);
    }
  }
}
