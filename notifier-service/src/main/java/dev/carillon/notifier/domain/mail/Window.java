package dev.carillon.notifier.domain.mail;

import dev.carillon.contract.mail.DigestMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A window in which mails with one key to one address become one.
 *
 * @param digest how they are gathered; null where the last takes the place of the others (debounce)
 * @param length how long the window is open, or how long it stays open after each mail
 * @param most after how long it closes at the latest
 */
public record Window(@Nullable DigestMode digest, String key, Duration length, Duration most) {
  private static final int SLIDES = 10;

  /** The last within so much time of one another. */
  public static Window debounce(String key, Duration length) {
    return new Window(null, key, length, length.multipliedBy(SLIDES));
  }

  /** All of them within a window. */
  public static Window digest(DigestMode mode, String key, Duration length) {
    return new Window(
        mode, key, length, mode == DigestMode.SLIDING ? length.multipliedBy(SLIDES) : length);
  }

  /** Its name on the outside. */
  public String kind() {
    return digest == null ? "debounce" : digest.name().toLowerCase(Locale.ROOT);
  }
}
