package dev.carillon.contract.templates;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.contract.IfMatch;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Stores a new version of a template.
 *
 * @param ifMatch the latest version that may be followed; null for any, and for a new one
 */
public record PutTemplate(
    String name,
    TemplateSpec spec,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable IfMatch ifMatch) {
  public PutTemplate {
    Checks.start()
        .matches("name", name, TemplateName.NAME, TemplateName.RULE)
        .present("spec", spec)
        .verify();
  }

  /** Whatever is the latest version. */
  public PutTemplate(String name, TemplateSpec spec) {
    this(name, spec, null);
  }
}
