package dev.carillon.text;

import java.util.List;
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

  private static final int UNIX_FIELDS = 5;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** A number that is a time itself: the size of a step, and the which of a weekday, are not. */
  private static final Pattern NUMBER = Pattern.compile("(?<![\\d/#])\\d+");

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

  private static List<String> fields(String text) {
    return BLANKS.splitAsStream(text.strip()).toList();
  }
}
