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
  private static final int MAX_WORDS = 8;

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
                words.append(plain(c));
              } else if (!words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
              }
            });
    return words.toString().strip();
  }

  /**
   * The words to look for: each once, at most {@value #MAX_WORDS}, and single letters only where
   * there is nothing longer, because nearly everyone has a word that begins with them.
   */
  public static List<String> list(String text) {
    List<String> words =
        Arrays.stream(of(text).split(" ")).filter(word -> !word.isEmpty()).distinct().toList();
    boolean anyLong = words.stream().anyMatch(word -> word.length() > 1);
    return words.stream()
        .filter(w -> !anyLong || w.length() > 1 || Character.isDigit(w.charAt(0)))
        .limit(MAX_WORDS)
        .toList();
  }

  /** Letters that no normal form takes apart. */
  private static String plain(int letter) {
    return switch (letter) {
      case '\u00df' -> "ss";
      case '\u00e6' -> "ae";
      case '\u0153' -> "oe";
      case '\u00f8' -> "o";
      case '\u0142' -> "l";
      case '\u0111', '\u00f0' -> "d";
      case '\u00fe' -> "th";
      case '\u0131' -> "i";
      default -> Character.toString(letter);
    };
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }
}
