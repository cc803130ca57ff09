package dev.carillon.bench.abuse.attack.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A secret that nothing else contains.
 *
 * @param text what is searched for
 */
record Mark(String text) {
  static Mark random() {
    return new Mark("Marked" + UUID.randomUUID().toString().replace("-", ""));
  }

  /** Whether a text gives it away, as it is or in one of its usual disguises. */
  boolean isIn(String output) {
    String lower = output.toLowerCase(Locale.ROOT);
    return disguises().stream().anyMatch(d -> lower.contains(d.toLowerCase(Locale.ROOT)));
  }

  private List<String> disguises() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return List.of(
        text,
        base64.encodeToString(text.getBytes(StandardCharsets.UTF_8)),
        base64.encodeToString(("\0user\0" + text).getBytes(StandardCharsets.UTF_8)));
  }

  /** The first line with it, shortened, and without the mark itself. */
  String line(String output) {
    String line = output.lines().filter(this::isIn).findFirst().orElse("").strip();
    int at = Math.max(0, line.indexOf(text));
    String around =
        line.substring(Math.max(0, at - 60), Math.min(line.length(), at + text.length() + 20));
    return around.replace(text, "SECRET");
  }
}
