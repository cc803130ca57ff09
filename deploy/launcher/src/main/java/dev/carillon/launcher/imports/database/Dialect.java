package dev.carillon.launcher.imports.database;

import dev.carillon.embedded.LaunchFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import org.jspecify.annotations.Nullable;

/** How one kind of server is spoken to. */
enum Dialect {
  /** And MariaDB. */
  MYSQL("start transaction with consistent snapshot, read only", "`", "?"),
  POSTGRESQL("begin isolation level repeatable read read only", "\"", "$1");

  private final String begin;
  private final String quote;
  private final String parameter;

  Dialect(String begin, String quote, String parameter) {
    this.begin = begin;
    this.quote = quote;
    this.parameter = parameter;
  }

  static Dialect of(String url) {
    if (url.startsWith("mysql://") || url.startsWith("mariadb://")) {
      return MYSQL;
    }
    if (url.startsWith("postgresql://") || url.startsWith("postgres://")) {
      return POSTGRESQL;
    }
    throw wrong();
  }

  private static LaunchFailure wrong() {
    return new LaunchFailure(
        "--from must look like mysql://user@host:3306/database or postgresql://user@host:5432/database");
  }

  /** One transaction that reads, and sees one moment. */
  String begin() {
    return begin;
  }

  String count(String query) {
    return "select count(*) from (" + query + ") as carillon_rows";
  }

  /** The rows by their key; from a key on, which is the parameter, or all. */
  String select(String query, String key, boolean from) {
    String column = quote + key.replace(quote, quote + quote) + quote;
    return "select * from ("
        + query
        + ") as carillon_rows"
        + (from ? " where " + column + " >= " + parameter : "")
        + " order by "
        + column;
  }

  SqlConnectOptions options(String url, @Nullable String password) {
    try {
      SqlConnectOptions options =
          this == MYSQL ? MySQLConnectOptions.fromUri(url) : PgConnectOptions.fromUri(url);
      return password == null ? options : options.setPassword(password);
    } catch (RuntimeException e) {
      throw wrong(); // what the parser says may hold the password
    }
  }

  Future<? extends SqlConnection> connect(Vertx vertx, SqlConnectOptions options) {
    return this == MYSQL
        ? MySQLConnection.connect(vertx, (MySQLConnectOptions) options)
        : PgConnection.connect(vertx, (PgConnectOptions) options);
  }
}
