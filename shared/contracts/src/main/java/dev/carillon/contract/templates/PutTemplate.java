package dev.carillon.contract.templates;

import dev.carillon.failure.Checks;

/** Stores a new version of a template. */
public record PutTemplate(String name, TemplateSpec spec) {
  public PutTemplate {
    Checks.start()
        .that(TemplateName.isName(name), "name", "is not a template name")
        .present("spec", spec)
        .verify();
  }
}
