package dev.carillon.launcher.cli;

import dev.carillon.config.ConfigSource;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.settings.SettingsCheck;
import dev.carillon.launcher.terminal.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code carillon check}: whether the settings can be used, without starting anything. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks every setting and starts nothing: those of `up`, or with names those of `service`.",
      "The status is 1 if there is a problem."
    })
final class CheckCommand implements Callable<Integer> {
  @Parameters(arity = "0..3", description = "Some of: ${COMPLETION-CANDIDATES}.")
  private List<Services.Name> names = List.of();

  @Mixin private UpOptions options = new UpOptions();

  private final Terminal terminal;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ConfigSource given = options.settings(terminal);
    if (names.isEmpty()) {
      SettingsCheck.ofUp(given, options.keys());
    } else {
      SettingsCheck.ofServices(given, names);
    }
    terminal.out().println("All settings can be used.");
    return 0;
  }
}
