package dev.carillon.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/**
 * A PostgreSQL of our own, from its binaries, on loopback. It is as durable as any: fsync, full
 * pages and synchronous commit are on. One that a killed launcher left running is taken over, but
 * only if its {@code postmaster.pid} names this very folder.
 */
final class LocalPostgres implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final String HINT =
      ". Where user namespaces are forbidden it cannot run as root: use a normal user, or an"
          + " external server (CARILLON_PG_URL)";
  private static final int MAX_CONNECTIONS = 120;

  private final EmbeddedPostgres server;

  private LocalPostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts on the folder's {@code postgres}, or takes over what runs there. */
  public static LocalPostgres start(DataDirectory data) {
    Path folder = data.path("postgres");
    Postmaster before = Postmaster.of(folder);
    before.forgetIfDead();
    int port = before.isRunning() ? before.port() : data.port("postgres");
    data.keepPort("postgres", port);
    try {
      return new LocalPostgres(start(folder, port));
    } catch (IOException | IllegalStateException e) {
      throw new LaunchFailure(
          "PostgreSQL did not start in " + folder + ": " + e.getMessage() + HINT, e);
    }
  }

  /** The library would unpack its binaries where every user of the machine may exchange them. */
  private static void unpackForThisUserOnly() throws IOException {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "carillon", "postgres");
    if (!Files.isDirectory(cache)) {
      Files.createDirectories(
          cache,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    System.setProperty("ot.epg.working-dir", cache.toString());
  }

  /** The URL for a role. */
  public String url(String role) {
    return "postgresql://" + role + "@127.0.0.1:" + server.getPort() + "/postgres";
  }

  /** Stops the server in its fast mode; everything committed stays. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new LaunchFailure("PostgreSQL did not stop cleanly: " + e.getMessage(), e);
    }
  }

  private static EmbeddedPostgres start(Path folder, int port) throws IOException {
    unpackForThisUserOnly();
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setServerConfig("unix_socket_directories", "")
        .setPGStartupWait(START_LIMIT)
        .start();
  }
}
