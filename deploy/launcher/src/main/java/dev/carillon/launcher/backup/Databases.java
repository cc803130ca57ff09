package dev.carillon.launcher.backup;

import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.notifier.offline.OfflineMail;
import dev.carillon.users.OfflineUsers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * The databases of an installation: those that the settings name, and of a data folder those that
 * run there; else they are started for as long as this is open.
 */
final class Databases implements AutoCloseable {
  private static final long MOST_SECONDS = 3_600;

  private final Deque<Runnable> open = new ArrayDeque<>();
  private final OfflineUsers users;
  private final OfflineMail mail;

  private Databases(JsonObject found, Terminal terminal) {
    ConfigSource settings = terminal.settings(found.copy());
    Vertx vertx = Vertx.vertx();
    open.push(() -> await(vertx.close()));
    this.users = new OfflineUsers(vertx, settings, Clocks.system());
    open.push(() -> await(users.close()));
    this.mail = new OfflineMail(vertx, settings, Clocks.system());
    open.push(() -> await(mail.close()));
  }

  /**
   * Opens them.
   *
   * @param alone whether nobody else may use them: an {@code up} that has the folder is refused
   */
  static Databases of(Terminal terminal, Path data, boolean alone, Progress progress) {
    ConfigSource given = terminal.settings(new JsonObject());
    if (isExternal(given)) {
      return new Databases(new JsonObject(), terminal);
    }
    if (!alone && !Files.isDirectory(data)) { // nothing can be in one that would be made now
      throw new LaunchFailure(
          "There is no data folder "
              + data
              + ": name that of `up` with --data, or the databases with CARILLON_PG_URL (or"
              + " CARILLON_USERS_PG_URL and CARILLON_NOTIFIER_PG_URL) and CARILLON_MONGO_URL");
    }
    JsonObject running = alone ? null : LocalStack.ofRunning(data, external(given));
    return running == null
        ? started(given, terminal, data, progress)
        : new Databases(running, terminal);
  }

  private static Databases started(
      ConfigSource given, Terminal terminal, Path data, Progress progress) {
    DataDirectory folder = DataDirectory.open(data); // fails where an `up` has it
    try {
      folder.keep();
      LocalStack stack = LocalStack.start(folder, external(given), progress);
      Databases databases = new Databases(stack.config(), terminal);
      databases.open.addLast(stack::close);
      databases.open.addLast(folder::close);
      return databases;
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static boolean isExternal(ConfigSource given) {
    LocalStack.External external = external(given);
    return external.usersPostgres() && external.notifierPostgres() && external.mongo();
  }

  private static LocalStack.External external(ConfigSource given) {
    return new LocalStack.External(
        given.given("CARILLON_PG_URL", "CARILLON_USERS_PG_URL") != null,
        given.given("CARILLON_PG_URL", "CARILLON_NOTIFIER_PG_URL") != null,
        given.find("CARILLON_MONGO_URL") != null,
        true);
  }

  OfflineUsers users() {
    return users;
  }

  OfflineMail mail() {
    return mail;
  }

  /** Waits for work on them, as long as there may be data. */
  static <T> T await(Future<T> work) {
    try {
      return work.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("The databases did not answer within an hour", e);
    }
  }

  /** Each of them, also where one fails; the first failure is told. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().run();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
