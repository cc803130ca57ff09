package dev.carillon.contract.broadcasts;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.failure.Checks;

/** Lists broadcast schedules by name. */
public record ListBroadcasts(PageRequest page) {
  public ListBroadcasts {
    Checks.start()
        .that(
            page.cursor() == null || TemplateName.isName(page.cursor()),
            "cursor",
            PageRequest.FOREIGN_CURSOR)
        .verify();
  }
}
