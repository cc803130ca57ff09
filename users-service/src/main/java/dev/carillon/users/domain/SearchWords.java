package dev.carillon.users.domain;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How names are searched and sorted: in lower case, without accents, words of letters and digits
 * with one space between. It is done here because what a database makes of letters beyond ASCII
 * depends on the locale that it was set up with.
 */
public final class SearchWords {
  private static final int MAX_LENGTH = 200;

  private SearchWords() {}

  /** The words of a text as one line of at most {@value #MAX_LENGTH} characters; may be empty. */
  public static String of(String text) {
    StringBuilder words = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(c -> !isMark(c))
        .limit(MAX_LENGTH)
        .forEach(
            c -> {
              if (Character.isLetterOrDigit(c)) {
                words.appendCodePoint(c);
              } else if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
              }
            });
    return words.toString().strip();
  }

  /** The words one by one. */
  public static List<String> list(String text) {
    return Arrays.stream(of(text).split(" ")).filter(word -> !word.isEmpty()).toList();
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }
}
