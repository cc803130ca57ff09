package dev.carillon.failure;

/** Whether a person who looks at a text sees anything. */
public final class VisibleText {
  /** The same as a look ahead, for ECMA 262 and Java; without the one blank beyond U+FFFF. */
  static final String AHEAD =
      "(?=[\\s\\S]*(?![\\u115f\\u1160\\u3164\\uffa0\\u2800\\ufffc])[\\p{L}\\p{N}\\p{P}\\p{S}])";

  private VisibleText() {}

  /**
   * Whether a text has at least one letter, digit, sign of punctuation or symbol that is drawn.
   * Spaces, joiners, marks without a letter, fillers and blanks that count as letters or symbols
   * are none.
   */
  public static boolean isVisible(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (isDrawn(text.codePointAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDrawn(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK ->
          false;
      default -> !isBlank(codePoint);
    };
  }

  /** Hangul fillers, the blank of Braille, a notehead of nothing, the place of an object. */
  private static boolean isBlank(int codePoint) {
    return switch (codePoint) {
      case 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0x1d159, 0xfffc -> true;
      default -> false;
    };
  }
}
