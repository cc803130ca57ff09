package dev.carillon.json;

/**
 * Halves of surrogate pairs, which JSON can write ({@code \\ud800}) and UTF-8 cannot: a text with
 * one could be read, and never be written again.
 */
final class Surrogates {
  private static final int ESCAPE = 6; // of backslash, u and four digits

  private Surrogates() {}

  /** Whether well-formed JSON has an escaped half without its other half beside it. */
  static boolean anyAlone(byte[] json) {
    int at = 0;
    while (at < json.length) {
      if (json[at] != '\\') {
        at++;
        continue;
      }
      int unit = unit(json, at);
      if (unit < 0) {
        at += 2;
      } else if (!Character.isSurrogate((char) unit)) {
        at += ESCAPE;
      } else if (Character.isHighSurrogate((char) unit) && isLow(unit(json, at + ESCAPE))) {
        at += 2 * ESCAPE;
      } else {
        return true;
      }
    }
    return false;
  }

  /** The text with halves that stand alone written as JSON writes them, so that it has bytes. */
  static String escaped(String json) {
    if (!hasAny(json)) {
      return json;
    }
    StringBuilder escaped = new StringBuilder();
    json.codePoints()
        .forEach(
            c -> {
              if (isHalf(c)) {
                escaped.append("\\u").append(Integer.toHexString(c));
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /** Nearly no text has one, and every text that comes out of a table passes here. */
  private static boolean hasAny(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHalf(int codePoint) {
    return Character.getType(codePoint) == Character.SURROGATE;
  }

  private static boolean isLow(int unit) {
    return unit >= 0 && Character.isLowSurrogate((char) unit);
  }

  /** The unit that an escape at this place means; -1 if there is none. */
  private static int unit(byte[] json, int at) {
    if (at + ESCAPE > json.length || json[at] != '\\' || json[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE; i++) {
      int digit = Character.digit(json[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }
}
