package dev.carillon.store.pg;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.store.pg.server.PgServers;
import java.util.Locale;

/**
 * Where a service's schema lives, and as whom to go there.
 *
 * @param schema the schema's name
 * @param runtime the role that runs the service: no DDL, no change of append-only tables
 * @param migration the role that owns the schema
 * @param migrationName the setting that names that role
 * @param patience how long its server may keep us waiting
 */
public record PgUrls(
    String schema, Secret runtime, Secret migration, String migrationName, PgPatience patience) {

  /** Where no setting was read. */
  public PgUrls(String schema, Secret runtime, Secret migration) {
    this(schema, runtime, migration, "CARILLON_MIGRATION_URL", PgPatience.USUAL);
  }

  /**
   * Reads {@code CARILLON_<SCHEMA>_PG_URL} (else {@code CARILLON_PG_URL}) and {@code
   * CARILLON_<SCHEMA>_MIGRATION_URL} (else {@code CARILLON_MIGRATION_URL}, else the first).
   */
  public static PgUrls read(ConfigSource config, String schema) {
    String prefix = "CARILLON_" + schema.toUpperCase(Locale.ROOT);
    String[] ofRuntime = {prefix + "_PG_URL", "CARILLON_PG_URL"};
    String[] ofMigration = {
      prefix + "_MIGRATION_URL", "CARILLON_MIGRATION_URL", prefix + "_PG_URL", "CARILLON_PG_URL"
    };
    String runtime = config.required(ofRuntime);
    String runtimeName = config.given(ofRuntime);
    String migrationName = config.given(ofMigration);
    if (runtimeName != null && !runtimeName.equals(migrationName)) {
      check(config, runtimeName, false);
    }
    if (migrationName != null) {
      check(config, migrationName, true);
    }
    return new PgUrls(
        schema,
        new Secret(runtime),
        new Secret(migrationName == null ? runtime : config.text(migrationName, runtime)),
        String.valueOf(migrationName),
        PgPatience.read(config));
  }

  /** The driver that migrates knows addresses alone. */
  private static void check(ConfigSource config, String name, boolean migrates) {
    try {
      PgServers servers = PgServers.parse(config.text(name, ""));
      if (migrates && servers.hosts().startsWith("/")) {
        throw new IllegalArgumentException(
            "must have an address before its Unix socket, which migrations take:"
                + " postgresql://user:password@localhost:5432/database?host=/directory");
      }
    } catch (IllegalArgumentException wrong) {
      config.reject(name, String.valueOf(wrong.getMessage()));
    }
  }
}
