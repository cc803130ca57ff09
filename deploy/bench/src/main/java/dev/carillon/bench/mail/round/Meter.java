package dev.carillon.bench.mail.round;

import dev.carillon.bench.process.PostgresControl;
import dev.carillon.embedded.LocalStack;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Reads what PostgreSQL has written, committed and used so far, and changes its tables. */
public final class Meter implements AutoCloseable {
  private final Connection connection;
  private final String url;
  private final Path data;

  /**
   * On a connection of its own.
   *
   * @param url as the owner of the schema
   * @param data PostgreSQL's own folder
   */
  public Meter(String url, Path data) throws SQLException {
    this.url = url;
    this.data = data;
    this.connection = DriverManager.getConnection(LocalStack.jdbcUrl(url));
  }

  /**
   * At one moment.
   *
   * @param wal bytes of the write-ahead log
   * @param writes transactions that wrote something
   * @param cpu of the process that works
   */
  public record Reading(long nanos, long wal, long writes, Duration postgresCpu, Duration cpu) {}

  /** Another one, on another connection. */
  public Meter another() throws SQLException {
    return new Meter(url, data);
  }

  /** Of this process. */
  public Reading read() {
    return read(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
  }

  /** Where another process does the work, which has used so much. */
  public Reading read(Duration cpu) {
    return new Reading(
        System.nanoTime(),
        number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"),
        number("select pg_snapshot_xmax(pg_current_snapshot())"),
        PostgresControl.cpu(data),
        cpu);
  }

  /** The only value of a query. */
  public long number(String sql) {
    return Long.parseLong(text(sql));
  }

  /** The only value of a query. */
  public String text(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** Runs statements. */
  public void change(String sql) {
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
