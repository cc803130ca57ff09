package dev.carillon.bench.compare;

import dev.carillon.embedded.FreePorts;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One of the two: {@code carillon up} of a class path, as a process on data of its own, and its
 * PostgreSQL, which can count statements. Both sides run with the same Java and the same options.
 */
final class Side implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(90);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String MAIN = "dev.carillon.launcher.Carillon";

  private static final String LONGEST =
      """
      select calls, total_exec_time as millis, wal_bytes as wal,
             left(regexp_replace(query, '\\s+', ' ', 'g'), 110) as text
      from pg_stat_statements where calls > 0 order by total_exec_time desc limit %d
      """;

  private final String name;
  private final Path folder;
  private final Sink sink;
  private final int port;
  private final Process process;
  private final java.sql.Connection database;

  private Side(String name, Path folder, Sink sink, int port, Process process)
      throws IOException, SQLException {
    this.name = name;
    this.folder = folder;
    this.sink = sink;
    this.port = port;
    this.process = process;
    this.database = DriverManager.getConnection(url());
  }

  /** Starts it. */
  static Side start(String name, String classes, Path folder) throws IOException, SQLException {
    Files.createDirectories(folder);
    return once(name, classes, folder);
  }

  /** Starts it twice: a library for counting statements must be there from PostgreSQL's start. */
  static Side startCounting(String name, String classes, Path folder)
      throws IOException, SQLException {
    Files.createDirectories(folder);
    try (Side first = once(name, classes, folder)) {
      first.run("alter system set shared_preload_libraries = 'pg_stat_statements'");
      first.run("alter system set pg_stat_statements.track = 'none'");
    }
    Side side = once(name, classes, folder);
    side.run("create extension if not exists pg_stat_statements");
    return side;
  }

  private static Side once(String name, String classes, Path folder)
      throws IOException, SQLException {
    Sink sink = new Sink();
    int port = FreePorts.next();
    Path log = folder.resolve("up.log");
    Files.deleteIfExists(log);
    ProcessBuilder builder =
        new ProcessBuilder(command(classes, folder, port)).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("CARILLON_"));
    environment.putAll(Map.of("CARILLON_SMTP_URL", sink.url(), "CARILLON_PLAYGROUND", "off"));
    Process process = builder.redirectOutput(log.toFile()).start();
    awaitStart(name, process, log);
    return new Side(name, folder, sink, port, process);
  }

  private static List<String> command(String classes, Path folder, int port) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(
        List.of("-cp", classes, MAIN, "up", "--data", folder.resolve("data").toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--management-port", "0"));
    return command;
  }

  private static void awaitStart(String name, Process process, Path log) throws IOException {
    long end = System.nanoTime() + START_NANOS;
    while (!Files.readString(log).contains("Ctrl-C stops everything")) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IOException("The " + name + " side did not start:\n" + Files.readString(log));
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  String name() {
    return name;
  }

  Sink sink() {
    return sink;
  }

  Connection connect() throws IOException {
    return new Connection(port, Files.readString(folder.resolve("data/admin.key")).strip());
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
        Cpu.of(process.pid()),
        Cpu.ofTree(postmaster()),
        number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"),
        number("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint"));
  }

  /**
   * At one moment.
   *
   * @param jvm microseconds
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
    Path password = folder.resolve("data/postgres.password"); // an older checkout has none
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
    return Files.readAllLines(folder.resolve("data/postgres/postmaster.pid"));
  }

  @Override
  public void close() throws IOException, SQLException {
    database.close();
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sink.close();
  }
}
