package dev.carillon.text;

import dev.carillon.failure.Failure;
import java.util.IllformedLocaleException;
import java.util.Locale;

/** Language tags of BCP 47 (RFC 5646): one well-formed tag that names a language. */
public final class LocaleText {
  private LocaleText() {}

  /**
   * The tag in its canonical case, such as {@code de-CH}: RFC 5646 makes upper and lower case the
   * same. INVALID, blaming no field yet.
   */
  public static String parse(String text) {
    try {
      Locale locale = new Locale.Builder().setLanguageTag(text).build();
      if (text.indexOf('_') < 0 && !locale.getLanguage().isEmpty()) {
        return locale.toLanguageTag();
      }
    } catch (IllformedLocaleException notOne) {
      // said below
    }
    throw Failure.invalid("", "is not a BCP 47 language tag");
  }
}
