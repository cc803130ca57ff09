package dev.carillon.contract.templates;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of templates.
 *
 * @param next the cursor of the next page, null at the end
 */
public record TemplatePage(List<Template> items, @Nullable String next) {
  public TemplatePage {
    items = List.copyOf(items);
  }
}
