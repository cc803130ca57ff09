package dev.carillon.launcher.cli;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.time.Clocks;
import dev.carillon.config.ConfigSource;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.gateway.console.Sessions;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.node.Shutdown;
import dev.carillon.launcher.play.Breaking;
import dev.carillon.launcher.play.TimeTravel;
import dev.carillon.launcher.settings.KeyFile;
import dev.carillon.launcher.settings.LogLevel;
import dev.carillon.launcher.settings.Ports;
import dev.carillon.launcher.settings.SettingsCheck;
import dev.carillon.launcher.terminal.Banner;
import dev.carillon.launcher.terminal.Console;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.management.Management;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code carillon up}: all services in one process, with embedded servers for those not given. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Runs all services in one process; Ctrl-C stops them, the data is kept.")
final class UpCommand implements Callable<Integer> {
  private static final long START_SECONDS = 60;

  @Mixin private UpOptions options = new UpOptions();

  private final Terminal terminal;
  private final Console progress;

  UpCommand(Terminal terminal) {
    this.terminal = terminal;
    this.progress = new Console(terminal.out(), Clocks.system());
  }

  @Override
  public Integer call() throws Exception {
    SettingsCheck.ofUp(options.settings(terminal), options.keys());
    ConfigSource given = options.settings(terminal);
    LogLevel.apply(given);
    try (Shutdown shutdown = new Shutdown(progress);
        DataDirectory directory = DataDirectory.open(options.data())) {
      Ports.requireFree(given);
      progress.line("Starting Carillon, data in " + directory.path(""));
      KeyFile keys = KeyFile.in(directory);
      warnOfAnotherKey(given, keys);
      try (LocalStack stack = LocalStack.start(directory, external(given), progress)) {
        if (!shutdown.isSignalled()) {
          Installed installed = new Installed(directory, keys);
          run(stack, config(given, stack, installed), installed, shutdown);
        }
      }
    }
    return 0;
  }

  /** Whoever changed one of the two files by hand would get a 401 without end otherwise. */
  private void warnOfAnotherKey(ConfigSource given, KeyFile keys) {
    Path admitting = Path.of(given.text("CARILLON_API_KEYS_FILE", keys.apiKeys().toString()));
    if (!keys.isAdmittedBy(admitting)) {
      progress.warn(
          "The key in "
              + keys.adminKey()
              + " is not among those of "
              + admitting
              + (admitting.equals(keys.apiKeys())
                  ? ": it gets 401. Delete admin.key to have a new one made"
                  : ": use one of yours"));
    }
  }

  /** What stays when all has stopped. */
  private record Installed(DataDirectory folder, KeyFile keys) {}

  /** Everything that the services are to know, so that they need no environment. */
  private static JsonObject config(ConfigSource given, LocalStack stack, Installed installed) {
    KeyFile keys = installed.keys();
    JsonObject config =
        given
            .toJson()
            .mergeIn(stack.nearConfig())
            .put("CARILLON_ACCESS_LOG", given.text("CARILLON_ACCESS_LOG", logged()))
            .put(
                "CARILLON_ERASURE_JOURNAL",
                given.text(
                    "CARILLON_ERASURE_JOURNAL", installed.folder().path("erasures").toString()))
            .put("CARILLON_PLAYGROUND", given.isOn("CARILLON_PLAYGROUND", true) ? "on" : "off")
            .put(
                "CARILLON_API_KEYS_FILE",
                given.text("CARILLON_API_KEYS_FILE", keys.apiKeys().toString()));
    // Links in mails lead to this process unless the setting names another address.
    return config.put(
        "CARILLON_PUBLIC_URL", given.text("CARILLON_PUBLIC_URL", Ports.apiUrl(given)));
  }

  /** Who plays with it wants to see what arrives. */
  private static String logged() {
    return Terminal.isInteractive() ? "all" : "errors";
  }

  private static LocalStack.External external(ConfigSource given) {
    return new LocalStack.External(
        given.given("CARILLON_PG_URL", "CARILLON_USERS_PG_URL") != null,
        given.given("CARILLON_PG_URL", "CARILLON_NOTIFIER_PG_URL") != null,
        given.find("CARILLON_MONGO_URL") != null,
        given.find("CARILLON_SMTP_URL") != null);
  }

  /** What loops and parts are to know before they are made. */
  private static void prepare(Vertx vertx, LocalStack stack) {
    if (stack.isOnlyHere()) {
      Alone.of(vertx).declare(Clocks.system());
    }
    Breaking.allow(vertx, stack.breakables());
    TimeTravel.allow(vertx, stack.schedules());
  }

  private void run(LocalStack stack, JsonObject config, Installed installed, Shutdown shutdown)
      throws Exception {
    NodeOptions node = NodeOptions.alone(terminal.settings(config));
    Vertx vertx = Node.start(node).await(START_SECONDS, TimeUnit.SECONDS);
    prepare(vertx, stack);
    Services services = new Services(vertx, config);
    try {
      progress.begin("Services");
      stack.serveInbox(vertx).await(START_SECONDS, TimeUnit.SECONDS);
      if (!shutdown.awaitStart(services.start(List.of(Services.Name.values())))) {
        return;
      }
      progress.done("Services", "users, notifier, gateway");
      installed.folder().keep();
      tellWhere(vertx, node, terminal.settings(config), installed, stack.inboxUrl());
      shutdown.reloadOnHangup(vertx, () -> LogLevel.again(options.settings(terminal)));
      shutdown.awaitSignal();
    } finally {
      shutdown.stop(services, vertx);
    }
  }

  private void tellWhere(
      Vertx vertx,
      NodeOptions node,
      ConfigSource settings,
      Installed installed,
      @Nullable String inbox)
      throws Exception {
    int management = Management.port(vertx).await(START_SECONDS, TimeUnit.SECONDS);
    installed.folder().write(Ports.URL_FILE, Ports.apiUrl(settings) + "\n");
    progress.line(
        new Banner(
                Ports.apiUrl(settings),
                Sessions.of(vertx, Clocks.system()).issue(),
                Ports.managementUrl(settings, management),
                installed.keys().adminKey(),
                inbox,
                node.debug())
            .text());
  }
}
