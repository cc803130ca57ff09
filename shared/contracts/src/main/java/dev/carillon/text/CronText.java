package dev.carillon.text;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a cron expression looks like. Whoever runs it reads it as a whole; that it has fields, and
 * numbers which a clock or a calendar has, is known without, and told with all else that is wrong.
 */
public final class CronText {
  /** What is said of a text with too few or too many fields. */
  public static final String FIELDS_RULE = "must have five fields, or six with seconds first";

  /** What is said of one with other numbers. */
  public static final String NUMBERS_RULE =
      "has a number that its field does not have: minutes and seconds go to 59, hours to 23,"
          + " days from 1 to 31, months from 1 to 12, weekdays from 0 to 7";

  /** What is said of one with a range whose end comes before its begin. */
  public static final String RANGES_RULE =
      "has a range that runs backwards: one that goes over the end of a day, a week or a year is"
          + " written as two, such as 22-23,0-6 or FRI-SAT,SUN-MON";

  private static final int UNIX_FIELDS = 5;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** A number that is a time itself: the size of a step, and the which of a weekday, are not. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d/#])\\d+");

  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> WEEKDAYS =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  private static final Pattern RANGE =
      Pattern.compile(
          "(?i)(?<![\\w/#])(X)-(X)(?!\\w)"
              .replace(
                  "X", "\\d{1,3}|" + String.join("|", MONTHS) + "|" + String.join("|", WEEKDAYS)));

  private static final Pattern SUNDAY_ALONE = Pattern.compile("(?i)\\bSUN-(SUN|7)\\b");

  /** Sunday begins a range as 0 and ends one as 7, also by its name. */
  private static final Pattern SUNDAY_FIRST = Pattern.compile("(?i)\\bSUN(?=-)");

  private static final Pattern SUNDAY_LAST = Pattern.compile("(?i)(?<=-)SUN\\b");

  /** The numbers of each field, seconds first; Sunday has two. */
  private static final List<Pattern> FIELDS =
      Stream.of(
              "[0-5]?\\d",
              "[0-5]?\\d",
              "1?\\d|2[0-3]",
              "[1-9]|[12]\\d|3[01]",
              "[1-9]|1[0-2]",
              "[0-7]")
          .map(numbers -> Pattern.compile("0*(" + numbers + ")"))
          .toList();

  private CronText() {}

  /** Whether a text has as many fields as a cron expression. */
  public static boolean hasFields(String text) {
    int count = fields(text).size();
    return count == UNIX_FIELDS || count == FIELDS.size();
  }

  /** Whether each number is one that its field has, where there are as many fields. */
  public static boolean hasNumbers(String text) {
    if (!hasFields(text)) {
      return true;
    }
    List<String> fields = fields(text);
    int first = FIELDS.size() - fields.size();
    for (int i = 0; i < fields.size(); i++) {
      Pattern allowed = FIELDS.get(first + i);
      Matcher numbers = NUMBER.matcher(fields.get(i));
      if (!numbers.results().allMatch(number -> allowed.matcher(number.group()).matches())) {
        return false;
      }
    }
    return true;
  }

  /** Whether each range, of numbers or of names, ends where it begins or later. */
  public static boolean hasRanges(String text) {
    return RANGE
        .matcher(sundays(text))
        .results()
        .allMatch(range -> value(range.group(1)).compareTo(value(range.group(2))) <= 0);
  }

  /**
   * The same expression, with a Sunday that begins or ends a range as the number that it has there.
   */
  public static String sundays(String text) {
    String plain = SUNDAY_ALONE.matcher(text).replaceAll("7");
    return SUNDAY_LAST.matcher(SUNDAY_FIRST.matcher(plain).replaceAll("0")).replaceAll("7");
  }

  /** The number of a name, or the number itself, in three digits. */
  private static String value(String name) {
    String known = name.toUpperCase(Locale.ROOT);
    String number =
        MONTHS.contains(known)
            ? String.valueOf(1 + MONTHS.indexOf(known))
            : WEEKDAYS.contains(known) ? String.valueOf(WEEKDAYS.indexOf(known)) : name;
    return "00".concat(number).substring(number.length() - 1);
  }

  private static List<String> fields(String text) {
    return BLANKS.splitAsStream(text.strip()).toList();
  }
}
