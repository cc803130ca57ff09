package dev.carillon.store.pg;

import dev.carillon.async.batch.Blocking;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Brings a schema to its present form with Flyway, as the owner. Scripts lie in {@code db/<schema>}
 * on the class path; {@code ${app_role}} in them is the runtime role, which is made if it does not
 * exist. Several processes may start at once: one applies, the others wait.
 */
final class Migrator {
  private static final int CONNECT_RETRIES = 3;
  private static final int MAX_WAITING = 8;

  private Migrator() {}

  /** Runs on a thread of its own. */
  static Future<Void> migrate(Vertx vertx, PgUrls urls) {
    Blocking pool = new Blocking("migrations", vertx, 1, MAX_WAITING);
    return pool.run(() -> flyway(urls).migrate()).<Void>mapEmpty().eventually(pool::close);
  }

  private static Flyway flyway(PgUrls urls) {
    PgConnectOptions owner = PgConnectOptions.fromUri(urls.migration().reveal());
    PgConnectOptions runtime = PgConnectOptions.fromUri(urls.runtime().reveal());
    FluentConfiguration configuration =
        Flyway.configure(Migrator.class.getClassLoader())
            .dataSource(
                "jdbc:postgresql://"
                    + owner.getHost()
                    + ":"
                    + owner.getPort()
                    + "/"
                    + owner.getDatabase()
                    + "?sslmode="
                    + owner.getSslMode().value
                    + "&connectTimeout=5&socketTimeout=60&ApplicationName=carillon-migration",
                owner.getUser(),
                owner.getPassword())
            .schemas(urls.schema())
            .createSchemas(true)
            .locations("classpath:db/kit", "classpath:db/" + urls.schema())
            .placeholders(
                Map.of("app_role", runtime.getUser(), "app_login", login(runtime.getPassword())))
            .connectRetries(CONNECT_RETRIES)
            .cleanDisabled(true);
    return configuration.load();
  }

  private static String login(@Nullable String password) {
    return password == null || password.isEmpty()
        ? "login"
        : "login password '" + password.replace("'", "''") + "'";
  }
}
