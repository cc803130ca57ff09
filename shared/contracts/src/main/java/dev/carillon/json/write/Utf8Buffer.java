package dev.carillon.json.write;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that grow, and text as JSON has it in them: UTF-8 with the escapes of RFC 8259, and as
 * Jackson does it, characters beyond the first 65,536 as two escapes.
 */
final class Utf8Buffer {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
  private static final int FIRST_SIZE = 512;

  /** Of one character of text at most: an escape. */
  private static final int CHARACTER_SIZE = 6;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int end;

  /** A copy of what is in it. */
  byte[] bytes() {
    return Arrays.copyOf(bytes, end);
  }

  /** How many bytes there are. */
  int size() {
    return end;
  }

  /** Makes room for so many bytes. */
  void reserve(int more) {
    if (end + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + more));
    }
  }

  /** Adds bytes. */
  void append(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, end, more.length);
    end += more.length;
  }

  /** Adds an ASCII character for which there is room. */
  void add(char ascii) {
    bytes[end++] = (byte) ascii;
  }

  /** Adds a number of {@code count} digits, for which there is room. */
  void digits(int value, int count) {
    int rest = value;
    for (int i = count - 1; i >= 0; i--) {
      bytes[end + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += count;
  }

  /** Adds text in quotes. Fails for half of a surrogate pair, which is no character. */
  void quoted(String text) {
    reserve(text.length() * CHARACTER_SIZE + 2);
    add('"');
    for (int i = plain(text, 0); i < text.length(); i = plain(text, i)) {
      i += special(text, i) + 1;
    }
    add('"');
  }

  /** Adds what is written as it is; gives the index of the first character that is not. */
  private int plain(String text, int from) {
    byte[] to = bytes;
    int last = end - from;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
        end = last + i;
        return i;
      }
      to[last + i] = (byte) c;
    }
    end = last + text.length();
    return text.length();
  }

  /** What is not written as it is; gives how many more characters it has taken than one. */
  private int special(String text, int at) {
    char c = text.charAt(at);
    if (c < 0x80) {
      escape(c);
      return 0;
    }
    if (!Character.isSurrogate(c)) {
      utf8(c);
      return 0;
    }
    if (Character.isBmpCodePoint(text.codePointAt(at))) {
      throw new IllegalArgumentException("Half of a surrogate pair at " + at + " is no character");
    }
    hexEscape(c);
    hexEscape(text.charAt(at + 1));
    return 1;
  }

  private void escape(char c) {
    switch (c) {
      case '"', '\\' -> escaped(c);
      case '\b' -> escaped('b');
      case '\t' -> escaped('t');
      case '\n' -> escaped('n');
      case '\f' -> escaped('f');
      case '\r' -> escaped('r');
      default -> hexEscape(c);
    }
  }

  private void escaped(char c) {
    add('\\');
    add(c);
  }

  private void hexEscape(char c) {
    escaped('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      bytes[end++] = HEX[(c >> shift) & 0xF];
    }
  }

  /** A character of two or three bytes. */
  private void utf8(char c) {
    if (c < 0x800) {
      bytes[end++] = (byte) (0xC0 | (c >> 6));
    } else {
      bytes[end++] = (byte) (0xE0 | (c >> 12));
      bytes[end++] = (byte) (0x80 | ((c >> 6) & 0x3F));
    }
    bytes[end++] = (byte) (0x80 | (c & 0x3F));
  }
}
