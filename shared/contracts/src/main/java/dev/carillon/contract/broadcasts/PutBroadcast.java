package dev.carillon.contract.broadcasts;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.templates.TemplateName;
import dev.carillon.failure.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Makes a broadcast schedule, or replaces it.
 *
 * @param name letters, digits, dots, dashes and underscores, to 100
 * @param ifMatch the versions that may be replaced; null for any, and for a new one
 * @param onlyNew whether there must be none of this name
 */
public record PutBroadcast(
    String name, BroadcastSpec spec, @Nullable IfMatch ifMatch, boolean onlyNew) {
  public PutBroadcast {
    Checks.start()
        .that(TemplateName.isName(name), "name", TemplateName.RULE)
        .present("spec", spec)
        .verify();
  }
}
