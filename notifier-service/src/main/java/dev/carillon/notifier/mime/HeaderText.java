package dev.carillon.notifier.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text in headers: unchanged if that is safe and short, else as encoded words (RFC 2047). */
final class HeaderText {
  /** This many bytes make an encoded word of at most 75 characters. */
  private static final int WORD_BYTES = 45;

  private static final int SHORT = 60;

  private HeaderText() {}

  /** Free text, such as a subject. */
  static String of(String text) {
    return isPlain(text) ? text : words(text);
  }

  /** An address with a display name, if it has one. */
  static String address(String email, @Nullable String name) {
    if (name == null || name.isBlank()) {
      return email;
    }
    String shown =
        isPlain(name) ? '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : words(name);
    return shown + (shown.length() + email.length() > SHORT ? "\r\n <" : " <") + email + ">";
  }

  /** A parameter of a header in the form that can hold any text (RFC 2231). */
  static String parameter(String name, String value) {
    StringBuilder out = new StringBuilder(name).append("*=UTF-8''");
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      boolean safe = b > 0 && (Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == '_');
      if (safe) {
        out.append((char) b);
      } else {
        out.append(String.format("%%%02X", b));
      }
    }
    return out.toString();
  }

  private static boolean isPlain(String text) {
    return text.length() <= SHORT
        && text.equals(text.strip())
        && !text.contains("=?")
        && text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static String words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int bytes = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      String character = Character.toString(text.codePointAt(i));
      int width = character.getBytes(StandardCharsets.UTF_8).length;
      if (bytes + width > WORD_BYTES) {
        words.add(word(part));
        part.setLength(0);
        bytes = 0;
      }
      part.append(character);
      bytes += width;
    }
    words.add(word(part));
    return String.join("\r\n ", words);
  }

  private static String word(CharSequence part) {
    byte[] bytes = part.toString().getBytes(StandardCharsets.UTF_8);
    return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
  }
}
