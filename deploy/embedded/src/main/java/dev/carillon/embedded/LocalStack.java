package dev.carillon.embedded;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.embedded.fault.Breakable;
import dev.carillon.embedded.inbox.InboxServer;
import dev.carillon.embedded.schedule.ScheduleClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a local installation brings along, each only where the configuration names no
 * external one. Knows what the services must be told to find them.
 */
public final class LocalStack implements AutoCloseable {
  private final JsonObject config = new JsonObject();
  private final JsonObject sockets = new JsonObject();
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Progress progress;
  private final List<Breakable> breakables = new ArrayList<>();
  private @Nullable InboxServer inbox;
  private @Nullable ScheduleClock schedules;
  private boolean onlyHere;

  /**
   * The servers that run elsewhere, so that none of their kind is started here.
   *
   * @param usersPostgres whether users-service is told of a PostgreSQL
   * @param notifierPostgres whether notifier-service is told of a PostgreSQL
   * @param mongo whether a document store is named
   * @param smtp whether an SMTP server is named
   */
  public record External(
      boolean usersPostgres, boolean notifierPostgres, boolean mongo, boolean smtp) {
    /** Everything is started here. */
    public static final External NONE = new External(false, false, false, false);

    /** Everything but the mail inbox is started here. */
    public static final External SMTP = new External(false, false, false, true);
  }

  private LocalStack(Progress progress) {
    this.progress = progress;
  }

  /** Starts what is needed; what had started is stopped again if something fails. */
  public static LocalStack start(DataDirectory data, External external, Progress progress) {
    LocalStack stack = new LocalStack(progress);
    try {
      stack.startPostgres(data, external);
      stack.startMongo(data, external);
      stack.startInbox(data, external);
      if (!external.equals(External.NONE)) {
        stack.breakables.clear(); // somebody else's server is not for playing
        stack.schedules = null;
      }
      return stack;
    } catch (RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** What the services must be told. */
  public JsonObject config() {
    return config;
  }

  /**
   * The same for services of the process that started this: to PostgreSQL by its Unix socket, where
   * it has one.
   */
  public JsonObject nearConfig() {
    return config.copy().mergeIn(sockets);
  }

  /** Whether nobody else can work on the databases: their servers are those of this folder. */
  public boolean isOnlyHere() {
    return onlyHere;
  }

  /** Where the inbox takes mail, or null if it does not run here. */
  public @Nullable String inboxUrl() {
    return inbox == null ? null : inbox.url();
  }

  /** The mails of the inbox; none if it does not run here. */
  public InboxPage listInbox(ListInbox request) {
    return inbox == null ? new InboxPage(List.of()) : inbox.list(request);
  }

  /** What can be broken on purpose; nothing unless every server is started here. */
  public List<Breakable> breakables() {
    return List.copyOf(breakables);
  }

  /** The clock of schedules, which may be moved; null unless every server is started here. */
  public @Nullable ScheduleClock schedules() {
    return schedules;
  }

  /** Answers the contracts of the inbox, if it runs here; completes when it can be asked. */
  public Future<Void> serveInbox(Vertx vertx) {
    return inbox == null ? Future.succeededFuture() : inbox.serve(vertx);
  }

  @Override
  public void close() {
    while (!running.isEmpty()) {
      AutoCloseable server = running.pop();
      try {
        server.close();
      } catch (Exception e) {
        progress.warn(server.getClass().getSimpleName() + " did not stop: " + e.getMessage());
      }
    }
  }

  private void startPostgres(DataDirectory data, External external) {
    if (external.usersPostgres() && external.notifierPostgres()) {
      progress.done("PostgreSQL", "external, as configured");
      return;
    }
    onlyHere = !external.usersPostgres() && !external.notifierPostgres();
    progress.begin("PostgreSQL");
    LocalPostgres postgres = LocalPostgres.start(data);
    running.push(postgres);
    breakables.addAll(postgres.breakables());
    schedules = postgres.schedules();
    if (!external.usersPostgres()) {
      useFor("USERS", postgres, "users_app");
    }
    if (!external.notifierPostgres()) {
      useFor("NOTIFIER", postgres, "notifier_app");
    }
    progress.done("PostgreSQL", postgres.shownUrl());
  }

  private void useFor(String schema, LocalPostgres postgres, String role) {
    use(config, schema, postgres.url(role), postgres.url("postgres"));
    sockets.put("CARILLON_" + schema + "_PG_URL", postgres.nearUrl(role));
  }

  private static void use(JsonObject config, String schema, String runtime, String owner) {
    config
        .put("CARILLON_" + schema + "_PG_URL", runtime)
        .put("CARILLON_" + schema + "_MIGRATION_URL", owner);
  }

  /**
   * What those databases of a folder must be told to be found that another process has started;
   * null if none runs there. What is external is left out, as {@link #start} does not start it.
   */
  public static @Nullable JsonObject ofRunning(Path data, External external) {
    Postmaster server = Postmaster.of(data.resolve("postgres"));
    boolean withPostgres = !external.usersPostgres() || !external.notifierPostgres();
    if (withPostgres ? !server.isRunning() : !DataDirectory.isTaken(data)) {
      return null;
    }
    try {
      JsonObject found = new JsonObject();
      PostgresLogins logins = withPostgres ? PostgresLogins.ofRunning(data) : null;
      if (logins != null) {
        String owner = logins.url("postgres", server.port());
        if (!external.usersPostgres()) {
          use(found, "USERS", logins.url("users_app", server.port()), owner);
        }
        if (!external.notifierPostgres()) {
          use(found, "NOTIFIER", logins.url("notifier_app", server.port()), owner);
        }
      }
      return external.mongo()
          ? found
          : found.put("CARILLON_MONGO_URL", LocalMongo.url(DataDirectory.port(data, "mongo")));
    } catch (IOException e) {
      throw new LaunchFailure("The data folder " + data + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void startMongo(DataDirectory data, External external) {
    if (external.mongo()) {
      progress.done("MongoDB", "external, as configured");
      return;
    }
    progress.begin("MongoDB");
    LocalMongo mongo = LocalMongo.start(data);
    running.push(mongo);
    config.put("CARILLON_MONGO_URL", mongo.url());
    progress.done("MongoDB", mongo.url() + " (compatible server)");
  }

  private void startInbox(DataDirectory data, External external) {
    if (external.smtp()) {
      progress.done("Mail", "external SMTP server, as configured");
      return;
    }
    progress.begin("Mail inbox");
    InboxServer started = inboxIn(data);
    running.push(started);
    breakables.addAll(started.breakables());
    inbox = started;
    config.put("CARILLON_SMTP_URL", started.url()).put("CARILLON_INBOX", "on");
    progress.done("Mail inbox", started.url());
  }

  private static InboxServer inboxIn(DataDirectory data) {
    try {
      Path folder = Files.createDirectories(data.path("inbox"), OwnFiles.folder());
      return InboxServer.start(folder, data.port("smtp"), Clocks.system());
    } catch (IOException | RuntimeException e) {
      throw new LaunchFailure("The mail inbox did not start: " + e.getMessage(), e);
    }
  }

  /** A database URL of the settings, with its role and password, as JDBC wants it. */
  public static String jdbcUrl(String url) {
    return url.replaceFirst(
        "postgresql://(.*):(.*)@([^?]*).*", "jdbc:postgresql://$3?user=$1&password=$2");
  }
}
