package dev.carillon.contract.templates;

import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;

/** Fills a template that is stored nowhere, and sends nothing. */
public record DraftTemplate(TemplateSpec spec, @Doc.AsWritten Doc data) {
  public DraftTemplate {
    PreviewTemplate.checkData(Checks.start().present("/template", spec), "/data", data).verify();
  }
}
