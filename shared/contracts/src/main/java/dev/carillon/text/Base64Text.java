package dev.carillon.text;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bytes as base64 for URLs without padding (RFC 4648, section 5). */
public final class Base64Text {
  private Base64Text() {}

  /** The bytes of a text; null unless it is the one text for them. */
  public static byte @Nullable [] canonical(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)
          ? bytes
          : null;
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
