package dev.carillon.contract.templates;

import dev.carillon.failure.Checks;

/** Stores a new version of a template. */
public record PutTemplate(String name, TemplateSpec spec) {
  public PutTemplate {
    Checks.start()
        .matches("name", name, TemplateName.NAME, TemplateName.RULE)
        .present("spec", spec)
        .verify();
  }
}
