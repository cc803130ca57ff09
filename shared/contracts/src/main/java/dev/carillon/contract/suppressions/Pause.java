package dev.carillon.contract.suppressions;

import dev.carillon.contract.templates.TemplateName;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Mail that is held until somebody lets it go.
 *
 * @param template all mail of this template; null for all mail whatsoever
 */
public record Pause(@Nullable String template) {
  public Pause {
    Checks.start()
        .matchesIfPresent("template", template, TemplateName.NAME, TemplateName.RULE)
        .verify();
  }
}
