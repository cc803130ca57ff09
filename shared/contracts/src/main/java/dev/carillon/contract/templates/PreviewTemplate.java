package dev.carillon.contract.templates;

import dev.carillon.failure.Checks;
import dev.carillon.json.Doc;
import org.jspecify.annotations.Nullable;

/** Fills a template without sending anything. */
public record PreviewTemplate(TemplateName template, @Doc.AsWritten Doc data) {
  public PreviewTemplate {
    checkData(Checks.start().present("template", template), "/data", data).verify();
  }

  /** Checks what is to fill it, at its place in a request. */
  public static Checks checkData(Checks checks, String pointer, @Nullable Doc data) {
    return checks.object(pointer, data != null && data.isObject(), "must be an object");
  }
}
