package dev.carillon.store.pg;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import java.util.Locale;

/**
 * Where a service's schema lives, and as whom to go there.
 *
 * @param schema the schema's name
 * @param runtime the role that runs the service: no DDL, no change of append-only tables
 * @param migration the role that owns the schema
 */
public record PgUrls(String schema, Secret runtime, Secret migration) {

  /**
   * Reads {@code CARILLON_<SCHEMA>_PG_URL} (else {@code CARILLON_PG_URL}) and {@code
   * CARILLON_<SCHEMA>_MIGRATION_URL} (else {@code CARILLON_MIGRATION_URL}, else the first).
   */
  public static PgUrls read(ConfigSource config, String schema) {
    String prefix = "CARILLON_" + schema.toUpperCase(Locale.ROOT);
    String runtime = config.required(prefix + "_PG_URL", "CARILLON_PG_URL");
    String shared = config.text("CARILLON_MIGRATION_URL", runtime);
    String migration = config.text(prefix + "_MIGRATION_URL", shared);
    return new PgUrls(schema, new Secret(runtime), new Secret(migration));
  }
}
