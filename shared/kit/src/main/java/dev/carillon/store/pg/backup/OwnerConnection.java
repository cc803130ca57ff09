package dev.carillon.store.pg.backup;

import dev.carillon.store.pg.PgUrls;
import dev.carillon.store.pg.server.PgServers;
import io.vertx.pgclient.PgConnectOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/** A session of the role that owns a schema, which may take as long as there is data. */
final class OwnerConnection {
  private OwnerConnection() {}

  /** Opens one, outside of a transaction. */
  static Connection open(PgUrls urls) throws IOException {
    PgServers servers = PgServers.parse(urls.migration().reveal());
    PgConnectOptions owner = servers.first();
    Properties login = new Properties();
    login.setProperty("user", owner.getUser());
    if (owner.getPassword() != null) {
      login.setProperty("password", owner.getPassword());
    }
    login.setProperty("sslmode", owner.getSslMode().value);
    login.setProperty("connectTimeout", Long.toString(urls.patience().reach().toSeconds()));
    login.setProperty("tcpKeepAlive", "true");
    login.setProperty("ApplicationName", "carillon-backup");
    if (servers.all().size() > 1) {
      login.setProperty("targetServerType", "primary");
    }
    try {
      Connection connection =
          DriverManager.getConnection(
              "jdbc:postgresql://" + servers.hosts() + "/" + owner.getDatabase(), login);
      try (Statement settings = connection.createStatement()) {
        settings.execute("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0");
      }
      return connection;
    } catch (SQLException e) {
      throw unreachable(urls, e);
    }
  }

  /** For the driver's own kind of statement. */
  static CopyManager copying(Connection connection) throws SQLException {
    return new CopyManager(connection.unwrap(BaseConnection.class));
  }

  /** Where a schema lives: two of one place may have one snapshot. */
  static String place(PgUrls urls) {
    PgServers servers = PgServers.parse(urls.migration().reveal());
    return servers.hosts() + "/" + servers.first().getDatabase();
  }

  /** Work on the server. */
  interface Work<T> {
    T run() throws SQLException, IOException;
  }

  /** Does work; what the server refuses is said in its words. */
  static <T> T inWords(PgUrls urls, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw unreachable(urls, e);
    }
  }

  /** In the server's words; those of a statement may hold what is nobody's business. */
  static IOException unreachable(PgUrls urls, SQLException cause) {
    return new IOException(
        "The schema %s (%s): %s (SQLSTATE %s)"
            .formatted(
                urls.schema(),
                urls.migrationName(),
                cause.getMessage() == null
                    ? "no answer"
                    : cause.getMessage().lines().findFirst().orElse(""),
                cause.getSQLState()),
        cause);
  }
}
