package dev.carillon.store.pg;

import dev.carillon.async.batch.Blocking;
import dev.carillon.store.pg.server.PgServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PasswordUtil;
import org.postgresql.util.ServerErrorMessage;

/**
 * Brings a schema to its present form with Flyway, as the owner: first the tables that every
 * service has, from {@code db/kit} with the history {@value #KIT_HISTORY}, then the service's own,
 * from {@code db/<schema>} with Flyway's usual history. {@code ${app_role}} in the scripts is the
 * runtime role, which is made if it does not exist. Several processes may start at once: one
 * applies, the others wait.
 *
 * <p>In a schema from before there were two histories, the kit's first two scripts are rows of the
 * service's history. They stay there; the kit's history begins with a baseline at the last of them.
 */
final class Migrator {
  private static final String KIT_HISTORY = "flyway_kit_history";
  private static final Set<String> KIT_IN_SERVICE_HISTORY =
      Set.of("V1__kit.sql", "V3__answers_and_retries.sql");

  private static final int CONNECT_RETRIES = 3;
  private static final int MAX_WAITING = 8;

  private final String schema;
  private final PgServers servers;
  private final PgConnectOptions owner;
  private final PgConnectOptions runtime;

  private Migrator(PgUrls urls) {
    this.schema = urls.schema();
    this.servers = PgServers.parse(urls.migration().reveal());
    this.owner = servers.first();
    this.runtime = PgServers.parse(urls.runtime().reveal()).first();
  }

  /** Runs on a thread of its own; fails with a {@link MigrationException}. */
  static Future<Void> migrate(Vertx vertx, PgUrls urls) {
    Blocking pool = new Blocking("migrations", vertx, 1, MAX_WAITING);
    return pool.run(() -> new Migrator(urls).migrate())
        .recover(e -> Future.failedFuture(new MigrationException(explained(urls, e))))
        .<Void>mapEmpty()
        .eventually(pool::close);
  }

  /**
   * In the words of the server, which name objects and never statements, or of the library's
   * without its statement.
   */
  private static String explained(PgUrls urls, Throwable failure) {
    String what =
        "The schema " + urls.schema() + " cannot be migrated (" + urls.migrationName() + "): ";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException sql) {
        ServerErrorMessage said = sql.getServerErrorMessage();
        return what
            + (said == null ? "the server cannot be reached" : said.getMessage())
            + " (SQLSTATE "
            + sql.getSQLState()
            + ")";
      }
    }
    return what
        + (failure instanceof FlywayException flyway
            ? flyway.getMessage()
            : failure.getClass().getSimpleName());
  }

  /** How many scripts were applied. Whoever comes second finds the same rows and does nothing. */
  private int migrate() {
    FluentConfiguration kit = configuration("kit").table(KIT_HISTORY);
    FluentConfiguration service =
        configuration(schema)
            .baselineOnMigrate(true) // the kit's tables are there already
            .baselineVersion("0")
            .baselineDescription("The tables of the kit");
    kitBefore(service.load())
        .ifPresent(
            last -> {
              kit.baselineOnMigrate(true).baselineVersion(last).baselineDescription("One history");
              service.ignoreMigrationPatterns("versioned:missing", "*:future");
            });
    return kit.load().migrate().migrationsExecuted + service.load().migrate().migrationsExecuted;
  }

  /** The last script of the kit that the service's history has. */
  private static Optional<MigrationVersion> kitBefore(Flyway service) {
    return Arrays.stream(service.info().all())
        .filter(row -> row.getState().isApplied())
        .filter(row -> KIT_IN_SERVICE_HISTORY.contains(row.getScript()))
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder());
  }

  private FluentConfiguration configuration(String scripts) {
    return Flyway.configure(Migrator.class.getClassLoader())
        .dataSource(url(), owner.getUser(), owner.getPassword())
        .schemas(schema)
        .createSchemas(true)
        .locations("classpath:db/" + scripts)
        .placeholders(
            Map.of("app_role", runtime.getUser(), "app_login", login(runtime.getPassword())))
        .connectRetries(CONNECT_RETRIES)
        .cleanDisabled(true);
  }

  private String url() {
    return "jdbc:postgresql://"
        + servers.hosts()
        + "/"
        + owner.getDatabase()
        + "?sslmode="
        + owner.getSslMode().value
        + "&connectTimeout=5&socketTimeout=60&ApplicationName=carillon-migration"
        + (servers.all().size() > 1 ? "&targetServerType=primary" : "");
  }

  /** Never the password itself: the server writes statements that fail into its log. */
  private static String login(@Nullable String password) {
    return password == null || password.isEmpty()
        ? "login"
        : "login password '" + PasswordUtil.encodeScramSha256(password.toCharArray()) + "'";
  }
}
