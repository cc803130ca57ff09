package dev.carillon.bench.mail;

import dev.carillon.bench.process.PostgresControl;
import dev.carillon.embedded.LocalStack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Reads what PostgreSQL has written, committed and used so far. */
final class Meter implements AutoCloseable {
  private final Connection connection;
  private final String url;
  private final Path data;

  Meter(String url, Path data) throws SQLException {
    this.url = url;
    this.data = data;
    this.connection = DriverManager.getConnection(LocalStack.jdbcUrl(url));
  }

  /**
   * At one moment.
   *
   * @param wal bytes of the write-ahead log
   * @param writes transactions that wrote something
   */
  record Reading(long nanos, long wal, long writes, Duration postgresCpu, Duration jvmCpu) {}

  /** On a connection of its own. */
  Meter another() throws SQLException {
    return new Meter(url, data);
  }

  Reading read() {
    return new Reading(
        System.nanoTime(),
        Long.parseLong(text("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn")),
        Long.parseLong(text("select pg_snapshot_xmax(pg_current_snapshot())")),
        PostgresControl.cpu(data),
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
  }

  String text(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void change(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
