package dev.carillon.launcher.cli;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.name.NodeNames;
import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.node.Node;
import dev.carillon.launcher.node.NodeOptions;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.node.Shutdown;
import dev.carillon.launcher.settings.LogLevel;
import dev.carillon.launcher.settings.Ports;
import dev.carillon.launcher.settings.SettingsCheck;
import dev.carillon.launcher.terminal.Console;
import dev.carillon.launcher.terminal.Terminal;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code carillon service users notifier gateway}: some services, as a member of a cluster. */
@Command(
    name = "service",
    mixinStandardHelpOptions = true,
    description = {
      "Runs services in a cluster, any combination in one process.",
      "Settings come from the environment and the file that CARILLON_CONFIG names."
    })
final class ServiceCommand implements Callable<Integer> {
  private static final long START_SECONDS = 60;

  @Parameters(arity = "1..3", description = "One or more of: ${COMPLETION-CANDIDATES}.")
  private List<Services.Name> names = List.of();

  @Mixin private DebugOption debug = new DebugOption();

  private final Terminal terminal;

  ServiceCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One that need not be parsed. */
  ServiceCommand(Terminal terminal, List<Services.Name> names) {
    this(terminal);
    this.names = names;
  }

  /**
   * The services of {@code service NAMES}, each once and without an option; else none. The library
   * that parses all else is of a class format that no ahead-of-time cache takes: 0.15 s of each
   * start, which a restart of a cluster pays on every node.
   */
  static List<Services.Name> plain(String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("service")) {
      return List.of();
    }
    List<String> given = List.of(arguments).subList(1, arguments.length);
    List<Services.Name> names =
        Stream.of(Services.Name.values())
            .filter(name -> given.stream().anyMatch(name.name()::equalsIgnoreCase))
            .toList();
    return names.size() == given.size() ? names : List.of();
  }

  @Override
  public Integer call() throws Exception {
    ConfigSource given = terminal.settings(debug.settings());
    SettingsCheck.ofServices(given, names);
    requirePorts(given);
    LogLevel.apply(given);
    Console progress = new Console(terminal.out(), Clocks.system());
    try (Shutdown shutdown = new Shutdown(progress)) {
      progress.begin("Cluster");
      Vertx vertx = Node.start(member(given)).await(START_SECONDS, TimeUnit.SECONDS);
      progress.done("Cluster", "joined");
      Services services = new Services(vertx, given.toJson());
      try {
        progress.begin("Services");
        if (!shutdown.awaitStart(services.start(names))) {
          return 0;
        }
        LogLevel.name(NodeNames.of(vertx).own());
        progress.done("Services", names.toString().toLowerCase(Locale.ROOT) + " ready");
        shutdown.reloadOnHangup(vertx, () -> LogLevel.again(terminal.settings(debug.settings())));
        shutdown.awaitSignal();
      } finally {
        shutdown.stop(services, vertx);
      }
    }
    return 0;
  }

  private void requirePorts(ConfigSource given) {
    if (names.contains(Services.Name.GATEWAY)) {
      Ports.requireFree(given);
    } else {
      Ports.requireManagementFree(given);
    }
    Ports.requireClusterFree(given);
  }

  private NodeOptions member(ConfigSource given) {
    return NodeOptions.clustered(given).running(names);
  }
}
