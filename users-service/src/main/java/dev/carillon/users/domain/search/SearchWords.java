package dev.carillon.users.domain.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How names are searched and sorted: case folded, without accents, words of letters and digits with
 * one space between. What an apostrophe or a hyphen joins is also one word, behind the others, so
 * that {@code obrien} finds O'Brien. It is done here because what a database makes of letters
 * beyond ASCII depends on the locale that it was set up with.
 */
public final class SearchWords {
  private static final int MAX_LENGTH = 200;
  private static final int MAX_JOINED = 100;
  private static final int MAX_WORDS = 8;
  private static final String JOINT = "'";

  private SearchWords() {}

  /**
   * A word to look for.
   *
   * @param whole the word, or several that were joined, as one
   * @param parts those that were joined, if any of them is worth looking for; else none
   */
  public record Term(String whole, List<String> parts) {
    public Term {
      parts = List.copyOf(parts);
    }
  }

  /** The words of a text as one line, with those that were joined at the end; may be empty. */
  public static String of(String text) {
    List<List<String>> compounds = compounds(text);
    String joined =
        compounds.stream()
            .filter(parts -> parts.size() > 1)
            .map(parts -> String.join("", parts))
            .distinct()
            .collect(Collectors.joining(" "));
    return Stream.concat(
            compounds.stream().flatMap(List::stream), Stream.of(bounded(joined, MAX_JOINED)))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /**
   * What to look for: each word once, at most {@value #MAX_WORDS}, and single letters only where
   * there is nothing longer, because nearly everyone has a word that begins with them.
   */
  public static List<Term> terms(String text) {
    List<Term> terms = compounds(text).stream().map(SearchWords::term).distinct().toList();
    boolean anyLong = terms.stream().anyMatch(term -> term.whole().length() > 1);
    return terms.stream().filter(t -> !anyLong || isTelling(t.whole())).limit(MAX_WORDS).toList();
  }

  private static Term term(List<String> parts) {
    List<String> telling =
        parts.size() == 1 ? List.of() : parts.stream().filter(SearchWords::isTelling).toList();
    return new Term(String.join("", parts), telling);
  }

  private static boolean isTelling(String word) {
    return word.length() > 1 || Character.isDigit(word.charAt(0));
  }

  /** The words, those that are joined to one another together. */
  private static List<List<String>> compounds(String text) {
    List<List<String>> compounds = new ArrayList<>();
    for (String compound : folded(text).split(" ", -1)) {
      List<String> parts =
          Arrays.stream(compound.split(JOINT, -1)).filter(part -> !part.isEmpty()).toList();
      if (!parts.isEmpty()) {
        compounds.add(parts);
      }
    }
    return compounds;
  }

  /** Letters and digits, {@link #JOINT} for what joins words and spaces for all else. */
  private static String folded(String text) {
    StringBuilder folded = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFKD)
        .codePoints()
        .filter(c -> !isMark(c))
        .limit(MAX_LENGTH)
        .map(c -> Character.toLowerCase(Character.toUpperCase(c))) // one small sigma, wherever
        .forEach(
            c -> folded.append(isJoint(c) ? JOINT : Character.isLetterOrDigit(c) ? plain(c) : " "));
    return folded.toString();
  }

  private static String bounded(String text, int codePoints) {
    int length = text.codePointCount(0, text.length());
    return length <= codePoints ? text : text.substring(0, text.offsetByCodePoints(0, codePoints));
  }

  /** Apostrophes, also those that count as letters, and hyphens. */
  private static boolean isJoint(int codePoint) {
    return switch (codePoint) {
      case '\'',
          '`',
          '-',
          0x2018,
          0x2019,
          0x2b9,
          0x2bb,
          0x2bc,
          0xa78c,
          0x55a,
          0x5f3,
          0x58a,
          0x5be,
          0x2010,
          0x2011 ->
          true;
      default -> false;
    };
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

  /** Accents, and what is not seen and stands between letters: soft hyphens, joiners. */
  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT;
  }
}
