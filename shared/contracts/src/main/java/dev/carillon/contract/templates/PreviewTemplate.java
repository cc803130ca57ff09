package dev.carillon.contract.templates;

import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;

/** Fills a template without sending anything. */
public record PreviewTemplate(TemplateName template, @Doc.AsWritten Doc data) {
  public PreviewTemplate {
    Checks.start()
        .present("template", template)
        .that(data != null && data.isObject(), "/data", "must be an object")
        .verify();
  }
}
