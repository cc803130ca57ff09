package dev.carillon.notifier.mime;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Transfer encodings of text: 7bit if it is plain, quoted-printable if it is mostly plain, else
 * base64 (RFC 2045). Always seven bits, so that the bytes do not depend on what a server supports.
 */
enum Transfer {
  SEVEN_BIT("7bit"),
  QUOTED_PRINTABLE("quoted-printable"),
  BASE64("base64");

  private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");
  private static final int LONGEST_LINE = 998;
  private static final int QUOTED_LINE = 75;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final Base64.Encoder LINES = Base64.getMimeEncoder();

  private final String label;

  Transfer(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Normalises line ends to CR LF. */
  static String normalised(String text) {
    return LINE_BREAK.matcher(text).replaceAll("\r\n");
  }

  /** The shortest encoding of a text. */
  static Transfer of(String normalised) {
    int wide = 0;
    int line = 0;
    boolean tooLong = false;
    for (int i = 0; i < normalised.length(); i++) {
      char c = normalised.charAt(i);
      line = c == '\n' ? 0 : line + 1;
      tooLong |= line > LONGEST_LINE;
      wide += c > '~' ? 1 : 0;
    }
    if (wide == 0 && !tooLong) {
      return SEVEN_BIT;
    }
    return wide * 6L > normalised.length() ? BASE64 : QUOTED_PRINTABLE;
  }

  /** Encodes a text. */
  String encode(String normalised) {
    return switch (this) {
      case SEVEN_BIT -> normalised;
      case QUOTED_PRINTABLE -> quoted(normalised.getBytes(StandardCharsets.UTF_8));
      case BASE64 -> base64(normalised.getBytes(StandardCharsets.UTF_8));
    };
  }

  /** Bytes in base64, in lines of 76. */
  static String base64(byte[] bytes) {
    return LINES.encodeToString(bytes);
  }

  private static String quoted(byte[] bytes) {
    StringBuilder out = new StringBuilder(bytes.length + bytes.length / 4);
    int column = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\r') {
        out.append("\r\n");
        i++; // normalised: a line feed follows
        column = 0;
        continue;
      }
      boolean plain = isPlain(bytes[i], i + 1 < bytes.length ? bytes[i + 1] : (byte) '\r');
      if (column + (plain ? 1 : 3) > QUOTED_LINE) {
        out.append("=\r\n");
        column = 0;
      }
      if (plain) {
        out.append((char) bytes[i]);
      } else {
        out.append('=').append(HEX.toHexDigits(bytes[i]));
      }
      column += plain ? 1 : 3;
    }
    return out.toString();
  }

  private static boolean isPlain(byte b, byte next) {
    if (b == ' ' || b == '\t') {
      return next != '\r'; // servers may drop trailing white space
    }
    return b > ' ' && b <= '~' && b != '=';
  }
}
