package dev.carillon.bench.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the two checkouts, as its processes on data of their own, and its PostgreSQL, which can
 * count statements.
 */
final class Side implements AutoCloseable {
  private static final String LONGEST =
      """
      select calls, total_exec_time as millis, wal_bytes as wal,
             left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as text
      from pg_stat_statements where calls > 0 order by total_exec_time desc limit %d
      """;

  private final String name;
  private final Sink sink;
  private final Program program;
  private final java.sql.Connection database;

  private Side(String name, Sink sink, Program program) throws IOException, SQLException {
    this.name = name;
    this.sink = sink;
    this.program = program;
    this.database = connect(url());
  }

  private java.sql.Connection connect(String url) throws IOException, SQLException {
    try {
      return DriverManager.getConnection(url);
    } catch (SQLException e) {
      program.close();
      sink.close();
      throw e;
    }
  }

  /** Starts it. */
  static Side start(String name, String classes, Path folder) throws IOException, SQLException {
    Files.createDirectories(folder);
    Sink sink = new Sink();
    return new Side(name, sink, Program.up(classes, folder, sink));
  }

  /** Starts it twice: a library for counting statements must be there from PostgreSQL's start. */
  static Side startCounting(String name, String classes, Path folder)
      throws IOException, SQLException {
    try (Side first = start(name, classes, folder)) {
      first.run("alter system set shared_preload_libraries = 'pg_stat_statements'");
      first.run("alter system set pg_stat_statements.track = 'none'");
    }
    Side side = start(name, classes, folder);
    side.run("create extension if not exists pg_stat_statements");
    return side;
  }

  /** Starts its gateway and its other services as two processes of a cluster. */
  static Side startApart(String name, String classes, Path folder)
      throws IOException, SQLException {
    Files.createDirectories(folder);
    Sink sink = new Sink();
    return new Side(name, sink, Program.apart(classes, folder, sink));
  }

  String name() {
    return name;
  }

  Sink sink() {
    return sink;
  }

  Connection connect() throws IOException {
    return program.connect();
  }

  /** Whether statements are counted from now on, from 0. */
  void countStatements(boolean counts) {
    run("alter system set pg_stat_statements.track = '" + (counts ? "top" : "none") + "'");
    run("select pg_reload_conf()");
    run("select pg_stat_statements_reset()");
  }

  /** Those of everybody but this one. */
  long statements() {
    return number(
        "select coalesce(sum(calls), 0) from pg_stat_statements where userid <> current_user::regrole");
  }

  /**
   * The statements that took longest since they are counted: for each unit how often, how many
   * microseconds, and bytes of WAL; those of everybody.
   */
  List<String> longest(int most, long units) {
    List<String> lines = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(LONGEST.formatted(most))) {
      while (rows.next()) {
        lines.add(
            "    %-4s %8.4f calls %8.2f us %8.1f bytes  %s"
                .formatted(
                    name,
                    rows.getDouble("calls") / units,
                    rows.getDouble("millis") * 1000 / units,
                    rows.getDouble("wal") / units,
                    rows.getString("text")));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(LONGEST, e);
    }
    return lines;
  }

  /** What has been used so far. */
  Reading read() {
    return new Reading(
        program.cpu(),
        Cpu.ofTree(postmaster()),
        number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"),
        number("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"));
  }

  /**
   * At one moment.
   *
   * @param jvm microseconds of all its processes
   * @param postgres microseconds
   * @param wal bytes
   * @param commits transactions that wrote something
   */
  record Reading(long jvm, long postgres, long wal, long commits) {}

  long number(String sql) {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  void run(String sql) {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private String url() throws IOException {
    Path password = program.data().resolve("postgres.password"); // an older checkout has none
    return "jdbc:postgresql://127.0.0.1:"
        + postmasterFile().get(3)
        + "/postgres?user=postgres"
        + (Files.exists(password) ? "&password=" + Files.readString(password).strip() : "");
  }

  private long postmaster() {
    try {
      return Long.parseLong(postmasterFile().get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> postmasterFile() throws IOException {
    return Files.readAllLines(program.data().resolve("postgres/postmaster.pid"));
  }

  @Override
  public void close() throws IOException, SQLException {
    database.close();
    program.close();
    sink.close();
  }
}
