package dev.carillon.store.pg;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.store.pg.MigrationChecks.LockedException;
import dev.carillon.store.pg.MigrationChecks.OlderProcessException;
import dev.carillon.store.pg.migration.PresentSchema;
import dev.carillon.store.pg.server.PgServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
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
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PasswordUtil;
import org.postgresql.util.ServerErrorMessage;

/**
 * Brings a schema to its present form with Flyway, as the owner: first the tables that every
 * service has, from {@code db/kit} with the history {@value PresentSchema#KIT_HISTORY}, then the
 * service's own, from {@code db/<schema>} with Flyway's usual history. {@code ${app_role}} in the
 * scripts is the runtime role, which is made if it does not exist. Several processes may start at
 * once: one applies, the others wait.
 *
 * <p>In a schema from before there were two histories, the kit's first two scripts are rows of the
 * service's history. They stay there; the kit's history begins with a baseline at the last of them.
 */
final class Migrator {
  private static final Set<String> LOCKED = Set.of("55P03", "40P01"); // lock timeout, deadlock
  private static final Set<String> KIT_IN_SERVICE_HISTORY =
      Set.of("V1__kit.sql", "V3__answers_and_retries.sql");

  private static final int CONNECT_RETRIES = 3;
  private static final int MAX_WAITING = 8;

  /** For each lock; what waits behind a migration waits no longer than that. */
  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);

  /** For a statement, such as an index of a large table, which is built while others work. */
  private static final Duration STATEMENT = Duration.ofMinutes(15);

  /** While a migration rests, what waited behind it goes on. */
  private static final RetryPolicy RESTS =
      new RetryPolicy.Exponential(10_000, Duration.ofMillis(250), Duration.ofSeconds(3));

  private final boolean restoring;
  private final String schema;
  private final PgPatience patience;
  private final PgServers servers;
  private final PgConnectOptions owner;
  private final PgConnectOptions runtime;

  private Migrator(PgUrls urls, boolean restoring) {
    this.restoring = restoring;
    this.schema = urls.schema();
    this.patience = urls.patience();
    this.servers = PgServers.parse(urls.migration().reveal());
    this.owner = servers.first();
    this.runtime = PgServers.parse(urls.runtime().reveal()).first();
  }

  /**
   * Gives the version of the schema; fails with a {@link MigrationException}. Where there is
   * something to do it is done on a thread of its own. No lock is waited for longer than two
   * seconds, because everybody else waits behind it; it is tried again, after a rest of a random
   * length, until {@link PgPatience#migration} is over.
   *
   * @param restoring whether this is the restore whose mark stops everybody else
   */
  static Future<String> migrate(Vertx vertx, PgUrls urls, boolean restoring, Clocks clocks) {
    PgServers servers = PgServers.parse(urls.migration().reveal());
    return (servers.all().size() > 1 // the one that writes would have to be found
            ? Future.<@Nullable String>succeededFuture(null)
            : PresentSchema.version(vertx, servers.first(), urls.schema(), urls.patience().reach()))
        .compose(v -> v == null ? run(vertx, urls, restoring, clocks) : Future.succeededFuture(v));
  }

  private static Future<String> run(Vertx vertx, PgUrls urls, boolean restoring, Clocks clocks) {
    Blocking pool = new Blocking("migrations", vertx, 1, MAX_WAITING);
    Migrator migrator = new Migrator(urls, restoring);
    return new Retry(RESTS, Timers.of(vertx), clocks)
        .run(
            Deadline.in(urls.patience().migration(), clocks),
            Migrator::isLocked,
            () -> pool.run(migrator::migrate))
        .recover(e -> Future.failedFuture(new MigrationException(explained(urls, e))))
        .eventually(pool::close);
  }

  private static boolean isLocked(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LockedException
          || (cause instanceof PSQLException sql
              && LOCKED.contains(String.valueOf(sql.getSQLState())))) {
        return true;
      }
    }
    return false;
  }

  /**
   * In the words of the server, which name objects and never statements, or of the library's
   * without its statement.
   */
  private static String explained(PgUrls urls, Throwable failure) {
    String what =
        "The schema " + urls.schema() + " cannot be migrated (" + urls.migrationName() + "): ";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LockedException || cause instanceof OlderProcessException) {
        return what + cause.getMessage();
      }
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

  /**
   * The version that the schema has now. Whoever comes second finds the same rows and does nothing.
   */
  private String migrate() throws SQLException {
    FluentConfiguration kit = configuration("kit").table(PresentSchema.KIT_HISTORY);
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
    try (Connection connection =
        DriverManager.getConnection(url(), owner.getUser(), owner.getPassword())) {
      MigrationChecks checks = new MigrationChecks(connection, schema);
      checks.before(restoring, service.load().info().current());
      try {
        kit.load().migrate();
        Flyway migrated = service.load();
        migrated.migrate();
        MigrationInfo now = migrated.info().current();
        return now == null || now.getVersion() == null ? "0" : now.getVersion().toString();
      } catch (FlywayException e) {
        boolean again = isLocked(e) || checks.isAnothers(e);
        throw again ? new LockedException(checks.whoHoldsLocks(), e) : e;
      }
    }
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
    FluentConfiguration configuration = Flyway.configure(Migrator.class.getClassLoader());
    configuration
        .getPluginRegister()
        .getExact(PostgreSQLConfigurationExtension.class)
        .setTransactionalLock(false); // its transaction would be waited for by "concurrently"
    return configuration
        .dataSource(url(), owner.getUser(), owner.getPassword())
        .schemas(schema)
        .createSchemas(true)
        .locations("classpath:db/" + scripts)
        .placeholders(
            Map.of("app_role", runtime.getUser(), "app_login", login(runtime.getPassword())))
        .connectRetries(CONNECT_RETRIES)
        .lockRetryCount(Math.toIntExact(patience.migration().toSeconds()))
        .cleanDisabled(true);
  }

  private String url() {
    return "jdbc:postgresql://"
        + servers.hosts()
        + "/"
        + owner.getDatabase()
        + "?sslmode="
        + owner.getSslMode().value
        + "&connectTimeout="
        + patience.reach().toSeconds()
        + "&tcpKeepAlive=true&ApplicationName=carillon-migration&socketTimeout="
        + STATEMENT.plus(patience.reach()).toSeconds()
        + "&options="
        + URLEncoder.encode(sessionSettings(), StandardCharsets.UTF_8).replace("+", "%20")
        + (servers.all().size() > 1 ? "&targetServerType=primary" : "");
  }

  /** The session that holds the migrations' lock ends when its host has vanished. */
  private String sessionSettings() {
    long reach = patience.reach().toSeconds();
    return "-c lock_timeout="
        + LOCK_WAIT.toMillis()
        + " -c statement_timeout="
        + STATEMENT.toMillis()
        + " -c tcp_keepalives_idle="
        + reach
        + " -c tcp_keepalives_interval="
        + Math.max(1, reach / 3)
        + " -c tcp_keepalives_count=3 -c tcp_user_timeout="
        + patience.reach().toMillis();
  }

  /** Never the password itself: the server writes statements that fail into its log. */
  private static String login(@Nullable String password) {
    return password == null || password.isEmpty()
        ? "login"
        : "login password '" + PasswordUtil.encodeScramSha256(password.toCharArray()) + "'";
  }
}
