package dev.carillon.embedded;

import dev.carillon.embedded.fault.Breakable;
import dev.carillon.embedded.fault.FrozenProcess;
import dev.carillon.embedded.schedule.ScheduleClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL of our own, from its binaries, on loopback, for those who know its password. It is
 * as durable as any: fsync, full pages and synchronous commit are on. One that a killed launcher
 * left running is taken over, but only if its {@code postmaster.pid} names this very folder.
 */
final class LocalPostgres implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int MAX_CONNECTIONS = 120;
  private static final int SHOWN_LINES = 12;

  /** Nothing of what the owner asks takes longer, unless the server is cut off. */
  private static final String OWNER_SECONDS = "30";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "on",
          "full_page_writes", "on",
          "synchronous_commit", "on",
          "max_connections", Integer.toString(MAX_CONNECTIONS),
          "listen_addresses", "127.0.0.1",
          "unix_socket_permissions", "0700",
          "log_min_messages", "log", // its output is a file that lives as long as the server
          "log_checkpoints", "off");

  private final Path folder;
  private final EmbeddedPostgres server;
  private final PostgresLogins logins;
  private final PostgresSocket socket;
  private final FrozenProcess frozen = new FrozenProcess();

  private LocalPostgres(
      Path folder, EmbeddedPostgres server, PostgresLogins logins, PostgresSocket socket) {
    this.folder = folder;
    this.server = server;
    this.logins = logins;
    this.socket = socket;
  }

  /** Starts on the folder's {@code postgres}, or takes over what runs there. */
  public static LocalPostgres start(DataDirectory data) {
    Path folder = data.path("postgres");
    Path output = data.path("postgres.log");
    Postmaster before = Postmaster.of(folder);
    before.forgetIfDead();
    FirstStart first = FirstStart.of(data, before);
    int port = before.isRunning() ? before.port() : data.port("postgres");
    data.keepPort("postgres", port);
    PostgresLogins logins = PostgresLogins.in(data);
    PostgresSocket socket = PostgresSocket.in(data);
    try {
      data.write(output.getFileName().toString(), "");
      unpackForThisUserOnly(data);
      EmbeddedPostgres server =
          start(folder, port, logins, output, before.isRunning() ? "" : socket.place());
      LocalPostgres local = new LocalPostgres(folder, server, logins, socket);
      local.admitNobodyElse(first);
      return local;
    } catch (IOException | IllegalStateException e) {
      throw new LaunchFailure(
          "PostgreSQL did not start in " + folder + ". It said:" + said(output, e), e);
    }
  }

  private void admitNobodyElse(FirstStart first) throws IOException {
    try (Connection connection = asOwner()) {
      logins.close(connection, folder);
      first.done();
    } catch (SQLException | IOException e) {
      server.close();
      throw new IOException("its roles could not be given passwords", e);
    }
  }

  private Connection asOwner() throws SQLException {
    return server
        .getPostgresDatabase(
            Map.of("password", logins.password("postgres"), "socketTimeout", OWNER_SECONDS))
        .getConnection();
  }

  /** What moves the schedules of notifier-service, if its tables are here. */
  public ScheduleClock schedules() {
    return new ScheduleClock(this::asOwner);
  }

  /** The library would unpack its binaries where every user of the machine may exchange them. */
  private static void unpackForThisUserOnly(DataDirectory data) throws IOException {
    Path cache = OwnFiles.cache("postgres").orElse(data.path("binaries"));
    Files.createDirectories(cache, OwnFiles.folder());
    System.setProperty("ot.epg.working-dir", cache.toString());
  }

  /** What the server, or what made its folder, wrote before it ended; else the library's words. */
  private static String said(Path output, Exception failure) {
    List<String> lines;
    try {
      lines = Files.readAllLines(output);
    } catch (IOException e) {
      lines = List.of();
    }
    List<String> shown = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    return "\n  "
        + String.join(
            "\n  ", shown.isEmpty() ? List.of(String.valueOf(failure.getMessage())) : shown);
  }

  /** The URL for a role. */
  public String url(String role) {
    return logins.url(role, server.getPort());
  }

  /** The same by way of its Unix socket, if it has one. */
  public String nearUrl(String role) {
    return socket.url(url(role), server.getPort());
  }

  /** Where it listens, as it can be shown. */
  public String shownUrl() {
    return "postgresql://postgres@127.0.0.1:" + server.getPort() + "/postgres";
  }

  /** What can be broken about it, where the machine can do that. */
  public List<Breakable> breakables() {
    return FrozenProcess.isPossible()
        ? List.of(
            new Breakable(
                "postgresql",
                "PostgreSQL is cut off: its connections stay open, and nothing comes back on them"
                    + " or on new ones.",
                () -> frozen.freeze(Postmaster.of(folder).pid()),
                frozen::thaw))
        : List.of();
  }

  /**
   * Stops the server in its fast mode; everything committed stays. The library waits for five
   * seconds only, and then says nothing to its caller.
   */
  @Override
  public void close() {
    frozen.thaw();
    Postmaster stopping = Postmaster.of(folder);
    try {
      server.close();
      stopping.awaitEnd();
    } catch (IOException e) {
      throw new LaunchFailure("PostgreSQL did not stop cleanly: " + e.getMessage(), e);
    }
  }

  /**
   * The built-in locale knows letters of all languages and needs none of the operating system's,
   * which may not have been generated.
   */
  private static EmbeddedPostgres start(
      Path folder, int port, PostgresLogins logins, Path output, String sockets)
      throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setPort(port)
            .setDataDirectory(folder)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setLocaleConfig("locale", "C")
            .setLocaleConfig("locale-provider", "builtin")
            .setLocaleConfig("builtin-locale", "C.UTF-8")
            .setLocaleConfig("auth", "scram-sha-256")
            .setLocaleConfig("pwfile", logins.file().toString())
            .setConnectConfig("password", logins.password("postgres"))
            .setErrorRedirector(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .setOutputRedirector(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .setPGStartupWait(START_LIMIT);
    SETTINGS.forEach(builder::setServerConfig);
    builder.setServerConfig("unix_socket_directories", sockets);
    return builder.start();
  }
}
