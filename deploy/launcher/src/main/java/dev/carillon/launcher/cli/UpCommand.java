package dev.carillon.launcher.cli;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.config.ConfigSource;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.LocalStack;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import dev.carillon.management.Management;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon up}: all services in one process, with embedded servers for those not given. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Runs all services in one process; Ctrl-C stops them, the data is kept.")
final class UpCommand implements Callable<Integer> {
  private static final long START_SECONDS = 60;

  @Option(
      names = "--data",
      defaultValue = ".carillon",
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of(".carillon");

  @Option(
      names = "--host",
      description = "The API's address (default: CARILLON_HTTP_HOST or 127.0.0.1).")
  private @Nullable String host;

  @Option(names = "--port", description = "The API's port (default: CARILLON_HTTP_PORT or 8080).")
  private @Nullable Integer port;

  @Option(
      names = "--management-port",
      description = "The management port (default: CARILLON_MANAGEMENT_PORT or 8081).")
  private @Nullable Integer managementPort;

  @Mixin private DebugOption debug = new DebugOption();

  private final Console progress = new Console(System.out, Clocks.system());

  @Override
  public Integer call() throws Exception {
    ConfigSource given = ConfigSource.of(flags());
    Ports.require(given);
    Shutdown shutdown = new Shutdown(progress);
    try (DataDirectory directory = DataDirectory.open(data)) {
      Ports.requireFree(given);
      progress.line("Starting Carillon, data in " + directory.path(""));
      try (LocalStack stack = LocalStack.start(directory, external(given), progress)) {
        KeyFile keys = KeyFile.in(directory);
        JsonObject config =
            stack
                .config()
                .copy()
                .mergeIn(flags())
                .put("CARILLON_PLAYGROUND", given.isOn("CARILLON_PLAYGROUND", true) ? "on" : "off")
                .put("CARILLON_API_KEYS_FILE", keysOf(given, keys));
        config.put("CARILLON_PUBLIC_URL", publicUrl(given, config));
        if (!shutdown.isSignalled()) {
          run(stack, config, keys, shutdown);
        }
      }
    }
    return 0;
  }

  private static LocalStack.External external(ConfigSource given) {
    boolean both = given.find("CARILLON_PG_URL") != null;
    return new LocalStack.External(
        both || given.find("CARILLON_USERS_PG_URL") != null,
        both || given.find("CARILLON_NOTIFIER_PG_URL") != null,
        given.find("CARILLON_MONGO_URL") != null,
        given.find("CARILLON_SMTP_URL") != null);
  }

  private void run(LocalStack stack, JsonObject config, KeyFile keys, Shutdown shutdown)
      throws Exception {
    Vertx vertx =
        Node.start(NodeOptions.alone(ConfigSource.of(config)))
            .await(START_SECONDS, TimeUnit.SECONDS);
    Services services = new Services(vertx, config);
    try {
      progress.begin("Services");
      serveInbox(vertx, stack).await(START_SECONDS, TimeUnit.SECONDS);
      services.start(List.of(Services.Name.values())).await(START_SECONDS, TimeUnit.SECONDS);
      progress.done("Services", "users, notifier, gateway");
      int management = Management.port(vertx).await(START_SECONDS, TimeUnit.SECONDS);
      progress.line(banner(config, management, keys, stack.inboxUrl()).text());
      shutdown.awaitSignal();
    } finally {
      shutdown.stop(services, vertx);
    }
  }

  private static Future<?> serveInbox(Vertx vertx, LocalStack stack) {
    return stack.inboxUrl() == null
        ? Future.succeededFuture()
        : new Bus(vertx, Clocks.system())
            .serve(Inbox.LIST, (call, q) -> Future.succeededFuture(stack.listInbox(q)))
            .ready();
  }

  /** Links in mails lead to this process unless CARILLON_PUBLIC_URL names another address. */
  private static String publicUrl(ConfigSource given, JsonObject config) {
    return given.text("CARILLON_PUBLIC_URL", Ports.apiUrl(ConfigSource.of(config)));
  }

  private static Banner banner(
      JsonObject config, int management, KeyFile keys, @Nullable String inboxUrl) {
    ConfigSource source = ConfigSource.of(config);
    return new Banner(
        Ports.apiUrl(source),
        "http://" + source.text("CARILLON_MANAGEMENT_HOST", "127.0.0.1") + ":" + management,
        keys.adminKey(),
        inboxUrl,
        NodeOptions.alone(source).debug());
  }

  private static String keysOf(ConfigSource given, KeyFile keys) {
    return given.text("CARILLON_API_KEYS_FILE", keys.apiKeys().toString());
  }

  private JsonObject flags() {
    JsonObject flags = debug.settings();
    if (host != null) {
      flags.put("CARILLON_HTTP_HOST", host);
    }
    if (port != null) {
      flags.put("CARILLON_HTTP_PORT", port);
    }
    if (managementPort != null) {
      flags.put("CARILLON_MANAGEMENT_PORT", managementPort);
    }
    return flags;
  }
}
