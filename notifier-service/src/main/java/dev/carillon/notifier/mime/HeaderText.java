package dev.carillon.notifier.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text in headers: ASCII stays as it is, and longer lines are folded at single spaces (RFC 5322);
 * everything else becomes encoded words, in lines of at most 76 characters (RFC 2047). Each method
 * is told how many characters stand before the text on its first line.
 */
final class HeaderText {
  /**
   * A line that holds an encoded word is no longer (RFC 2047, section 2); nor any that can fold.
   */
  static final int LINE = 76;

  /** A line that cannot be folded may be so long (RFC 5322, section 2.1.1). */
  private static final int UNFOLDED = 900;

  private static final int WORD_FRAME = "=?UTF-8?B??=".length();
  private static final String FOLD = "\r\n ";

  private HeaderText() {}

  /** Free text, such as a subject. */
  static String of(String text, int before) {
    return isPlain(text) ? folded(text, before) : words(text, before);
  }

  /** An address with a display name, if it has one. */
  static String address(String email, @Nullable String name, int before) {
    if (name == null || name.isBlank()) {
      return email;
    }
    String shown =
        isPlain(name)
            ? folded('"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"', before)
            : words(name, before);
    int fold = shown.lastIndexOf(FOLD);
    int column = fold < 0 ? before + shown.length() : shown.length() - fold - 2;
    return shown + (column + email.length() + 3 > LINE ? "\r\n <" : " <") + email + ">";
  }

  /**
   * A parameter of a header that may hold any text: for those who do not know RFC 2231 as ASCII,
   * with what is not replaced by {@code _}, and as it is for the others.
   */
  static String parameter(String name, String value) {
    StringBuilder plain = new StringBuilder();
    value
        .codePoints()
        .forEach(c -> plain.append(c >= ' ' && c <= '~' && c != '"' && c != '\\' ? (char) c : '_'));
    StringBuilder any = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean safe = b > 0 && (Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == '_');
      if (safe) {
        any.append((char) b);
      } else {
        any.append(String.format("%%%02X", b));
      }
    }
    return name + "=\"" + plain + "\";" + FOLD + name + "*=UTF-8''" + any;
  }

  private static boolean isPlain(String text) {
    return text.equals(text.strip())
        && !text.contains("=?")
        && text.chars().allMatch(c -> c >= ' ' && c <= '~')
        && longestWord(text) <= UNFOLDED;
  }

  private static int longestWord(String text) {
    int longest = 0;
    int from = 0;
    while (from < text.length()) {
      int space = nextFold(text, from);
      longest = Math.max(longest, space - from);
      from = space + 1;
    }
    return longest;
  }

  /**
   * Breaks only at single spaces: some readers make one space of all that stands around a fold.
   * Unfolding gives back the text.
   */
  private static String folded(String text, int before) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    int column = before;
    int from = 0;
    while (from < text.length()) {
      int space = nextFold(text, from);
      int width = space - from;
      if (from > 0) {
        boolean fits = column + 1 + width <= LINE;
        out.append(fits ? " " : FOLD);
        column = fits ? column + 1 : 1;
      }
      out.append(text, from, space);
      column += width;
      from = space + 1;
    }
    return out.toString();
  }

  /** The next space with no other beside it, or the end. */
  private static int nextFold(String text, int from) {
    int space = text.indexOf(' ', from);
    while (space >= 0 && isBesideSpace(text, space)) {
      space = text.indexOf(' ', space + 1);
    }
    return space < 0 ? text.length() : space;
  }

  private static boolean isBesideSpace(String text, int at) {
    return (at > 0 && text.charAt(at - 1) == ' ')
        || (at + 1 < text.length() && text.charAt(at + 1) == ' ');
  }

  /** No character is divided between two words. The first line may hold nothing, if it is full. */
  private static String words(String text, int before) {
    List<String> words = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int bytes = 0;
    int room = room(before);
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      String character = Character.toString(text.codePointAt(i));
      int width = character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + width > room) {
        words.add(bytes == 0 ? "" : word(part));
        part.setLength(0);
        bytes = 0;
        room = room(1);
      }
      part.append(character);
      bytes += width;
    }
    words.add(word(part));
    return String.join(FOLD, words);
  }

  /** How many bytes of text an encoded word may hold that begins in this column. */
  private static int room(int column) {
    return Math.max(0, (LINE - column - WORD_FRAME) / 4 * 3);
  }

  private static String word(CharSequence part) {
    byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
  }
}
