package dev.carillon.text;

import dev.carillon.failure.Failure;

/**
 * Whether bytes are UTF-8 as RFC 3629 has it. A reader that guesses encodings, or takes a character
 * in a longer form than it needs, makes two spellings of one text, of which a filter before it sees
 * only one.
 */
public final class Utf8Text {
  private static final int SURROGATE_LEAD = 0xed;

  private final byte[] bytes;
  private int at;

  private Utf8Text(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Nothing if they are. INVALID, blaming no field yet, with the reason and the place. */
  public static void check(byte[] bytes) {
    refuseOtherEncodings(bytes);
    Utf8Text text = new Utf8Text(bytes);
    while (text.at < bytes.length) {
      if (bytes[text.at] >= 0) {
        text.at++;
      } else {
        text.character();
      }
    }
  }

  /** By its first bytes, as RFC 4627 told them apart: no JSON text begins with a NUL. */
  private static void refuseOtherEncodings(byte[] bytes) {
    int first = bytes.length < 2 ? -1 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    int second = bytes.length < 4 ? -1 : ((bytes[2] & 0xff) << 8) | (bytes[3] & 0xff);
    if ((first == 0xefbb && second >>> 8 == 0xbf) || (bytes.length == 3 && first == 0xefbb)) {
      throw Failure.invalid("", "begins with a byte order mark; UTF-8 has none");
    }
    boolean wide =
        (first == 0 && (second == 0xfeff || second >>> 8 == 0))
            || (first == 0xfffe && second == 0)
            || (first > 0xff && (first & 0xff) == 0 && second == 0);
    if (wide) {
      throw Failure.invalid("", "is UTF-32; it must be UTF-8");
    }
    boolean halfWide =
        first == 0xfeff || first == 0xfffe || (first > 0 && (first < 0x100 || (first & 0xff) == 0));
    if (halfWide) {
      throw Failure.invalid("", "is UTF-16; it must be UTF-8");
    }
  }

  private void character() {
    int lead = bytes[at] & 0xff;
    int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc0 || lead > 0xf7 || !continues(length)) {
      throw refusal("is not UTF-8");
    }
    int second = bytes[at + 1] & 0xff;
    if (lead < 0xc2 || (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90)) {
      throw refusal("holds an overlong form, which is not UTF-8,");
    }
    if (lead == SURROGATE_LEAD && second >= 0xa0) {
      throw refusal("holds half of a surrogate pair, which is CESU-8 and not UTF-8,");
    }
    if (lead > 0xf4 || (lead == 0xf4 && second >= 0x90)) {
      throw refusal("holds a character above U+10FFFF, which is not UTF-8,");
    }
    at += length;
  }

  private boolean continues(int length) {
    if (at + length > bytes.length) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }

  private Failure refusal(String what) {
    return Failure.invalid("", what + " at byte " + (at + 1));
  }
}
