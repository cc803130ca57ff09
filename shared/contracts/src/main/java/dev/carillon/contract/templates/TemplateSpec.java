package dev.carillon.contract.templates;

import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a template, in Mustache: {@code {{name}}} is a value (escaped in {@code html}),
 * {@code {{#items}}...{{/items}}} a list or a condition. A value that is missing is an error.
 *
 * @param subject one line, to 500 characters
 * @param text to 100,000 characters
 * @param html to 200,000 characters
 * @param holdUnknown whether a mail of it that was perhaps sent waits for somebody to decide,
 *     instead of going out again; no if absent
 */
public record TemplateSpec(
    String subject, String text, @Nullable String html, @Nullable Boolean holdUnknown) {
  private static final int MAX_SUBJECT = 500;
  private static final int MAX_TEXT = 100_000;
  private static final int MAX_HTML = 200_000;

  public TemplateSpec {
    holdUnknown = holdUnknown != null && holdUnknown;
    Checks.start()
        .line("/subject", subject, 1, MAX_SUBJECT)
        .present("/text", text)
        .textIfPresent("/text", text, 1, MAX_TEXT)
        .textIfPresent("/html", html, 1, MAX_HTML)
        .verify();
  }
}
