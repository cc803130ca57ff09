package dev.carillon.launcher.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
  private static final int START_TRIES = 5;
  private static final int MAX_CONNECTIONS = 120;

  private final EmbeddedPostgres server;

  private LocalPostgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts on the folder's {@code postgres}, or takes over what runs there. */
  public static LocalPostgres start(DataDirectory data) {
    Path folder = data.path("postgres");
    int running = runningPort(folder);
    int port = running > 0 ? running : data.port("postgres");
    data.keepPort("postgres", port);
    for (int i = 1; ; i++) {
      try {
        return new LocalPostgres(start(folder, port));
      } catch (IOException | IllegalStateException e) {
        // After a kill of the postmaster alone its children may hold the folder a moment longer.
        if (i == START_TRIES) {
          throw new LaunchFailure(
              "PostgreSQL did not start in " + folder + ": " + e.getMessage() + HINT, e);
        }
      }
    }
  }

  /** The URL for a role. */
  public String url(String role) {
    return "postgresql://" + role + "@127.0.0.1:" + server.getPort() + "/postgres";
  }

  /** The port. */
  public int port() {
    return server.getPort();
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
        .setPGStartupWait(START_LIMIT)
        .start();
  }

  /** The port of a live postmaster on exactly this folder, or 0. */
  private static int runningPort(Path folder) {
    Path file = folder.resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      boolean ours = Path.of(lines.get(1).strip()).toRealPath().equals(folder.toRealPath());
      boolean alive =
          ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
              .map(ProcessHandle::isAlive)
              .orElse(false);
      return ours && alive ? Integer.parseInt(lines.get(3).strip()) : 0;
    } catch (IOException | RuntimeException none) {
      return 0; // no file, or one that is half written: nothing runs
    }
  }
}
