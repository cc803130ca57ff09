package dev.carillon.contract.templates;

import dev.carillon.contract.PageRequest;
import dev.carillon.failure.Checks;

/** Lists the latest versions of templates by name. */
public record ListTemplates(PageRequest page) {
  public ListTemplates {
    Checks.start()
        .that(
            page.cursor() == null || TemplateName.isName(page.cursor()),
            "cursor",
            PageRequest.FOREIGN_CURSOR)
        .verify();
  }
}
