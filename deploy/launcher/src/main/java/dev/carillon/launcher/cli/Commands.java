package dev.carillon.launcher.cli;

import dev.carillon.config.ConfigException;
import dev.carillon.embedded.LaunchFailure;
import java.io.PrintStream;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: all commands, and how their failures are reported. */
@Command(
    name = "carillon",
    mixinStandardHelpOptions = true,
    version = "carillon 0.1.0",
    subcommands = {UpCommand.class, ServiceCommand.class, TasksCommand.class, TailCommand.class},
    description = "Users, mail that is never lost, and live events.",
    footer = "%nBenchmarks: carillon bench --help")
public final class Commands {
  private Commands() {}

  /** Runs a command and returns the exit status of the process. */
  public static int run(PrintStream err, String... arguments) {
    return new CommandLine(new Commands())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, line, parsed) -> explain(err, e))
        .execute(arguments);
  }

  /** What a user can correct is one sentence; anything else is a bug and shows its stack. */
  private static int explain(PrintStream err, Exception failure) {
    Throwable cause = failure;
    while (cause != null
        && !(cause instanceof LaunchFailure)
        && !(cause instanceof ConfigException)
        && !(cause instanceof IllegalArgumentException)
        && !(cause instanceof FlywayException)) {
      cause = cause.getCause();
    }
    String inUse = portInUse(failure);
    if (cause != null) {
      err.println("carillon: " + cause.getMessage());
    } else if (inUse != null) {
      err.println(
          "carillon: a port is already in use (CARILLON_HTTP_PORT, CARILLON_MANAGEMENT_PORT): "
              + inUse);
    } else {
      failure.printStackTrace(err);
    }
    return 1;
  }

  private static @Nullable String portInUse(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (String.valueOf(t.getMessage()).contains("Address already in use")) {
        return t.getMessage();
      }
    }
    return null;
  }
}
