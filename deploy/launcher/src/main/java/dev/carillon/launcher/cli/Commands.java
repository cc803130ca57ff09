package dev.carillon.launcher.cli;

import dev.carillon.config.ConfigException;
import dev.carillon.embedded.LaunchFailure;
import dev.carillon.failure.Failure;
import dev.carillon.launcher.backup.BackupCommand;
import dev.carillon.launcher.backup.RestoreCommand;
import dev.carillon.launcher.cli.imports.ImportCommand;
import dev.carillon.launcher.cli.verb.VerbGroups;
import dev.carillon.launcher.node.Services;
import dev.carillon.launcher.terminal.Terminal;
import dev.carillon.lifecycle.ListenException;
import dev.carillon.store.pg.MigrationException;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.PoolerException;
import dev.carillon.text.IntegerText;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: all commands, and how their failures are reported. */
@Command(
    name = "carillon",
    mixinStandardHelpOptions = true,
    version = "carillon 0.1.0",
    subcommands = CommandLine.HelpCommand.class,
    description = "Users, mail that is never lost, and live events.",
    footer = {
      "",
      "From a checkout also (each has a --help):",
      "  bench       Benchmarks, each against its baseline.",
      "  simulate    The real queue over a modelled database, with faults by seed.",
      "  abuse       Attacks a product of its own from outside, and says which bounds it kept.",
      "  chaos       Kills and restarts what mail depends on, and counts what arrived.",
      "",
      "Completion of commands and options, for bash and zsh:",
      "  source <(./carillon completion)"
    })
public final class Commands {
  private static final Set<String> STARTS = Set.of("up", "service");
  private static final String LOGINS = "CARILLON_PG_URL, or of a service CARILLON_USERS_PG_URL";

  private Commands() {}

  /** Runs a command and returns the exit status of the process. */
  public static int run(Terminal terminal, String... arguments) {
    List<Services.Name> services = ServiceCommand.plain(arguments);
    if (!services.isEmpty()) {
      return start(new ServiceCommand(terminal, services), terminal);
    }
    boolean starts = arguments.length > 0 && STARTS.contains(arguments[0]);
    return (starts ? starting(terminal) : line(terminal))
        .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // --body @FILE is our own
        .registerConverter(Integer.class, Commands::wholeNumber)
        .setExecutionExceptionHandler((e, line, parsed) -> explain(terminal, e))
        .execute(arguments);
  }

  private static int start(ServiceCommand command, Terminal terminal) {
    try {
      return command.call();
    } catch (Exception e) {
      return explain(terminal, e);
    }
  }

  /** What starts services is to start soon: the sixty other commands are not made for it. */
  private static CommandLine starting(Terminal terminal) {
    return new CommandLine(new Commands())
        .addSubcommand(new UpCommand(terminal))
        .addSubcommand(new ServiceCommand(terminal));
  }

  /** All commands; also what a page about them is made of. */
  static CommandLine line(Terminal terminal) {
    CommandLine line = new CommandLine(new Commands());
    line.addSubcommand(VerbGroups.users(terminal).addSubcommand(new ImportCommand(terminal)));
    VerbGroups.others(terminal).forEach(line::addSubcommand);
    return line.addSubcommand(new UpCommand(terminal))
        .addSubcommand(new ServiceCommand(terminal))
        .addSubcommand(new CheckCommand(terminal))
        .addSubcommand(new TasksCommand(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(new TailCommand(terminal))
        .addSubcommand(KeysCommand.line(terminal))
        .addSubcommand(new BackupCommand(terminal))
        .addSubcommand(new RestoreCommand(terminal))
        .addSubcommand(new VersionCommand())
        .addSubcommand(new CompletionCommand());
  }

  /** One spelling, as in the API: no sign, no zeros before, no digits of other scripts. */
  private static Integer wholeNumber(String text) {
    try {
      return IntegerText.parse(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    } catch (Failure e) {
      throw new CommandLine.TypeConversionException("'" + text + "' is not a whole number");
    }
  }

  /** {@code carillon version}. */
  @Command(name = "version", description = "Prints the version.")
  static final class VersionCommand implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
      if (spec != null) {
        spec.commandLine().getParent().printVersionHelp(spec.commandLine().getOut());
      }
    }
  }

  /** {@code carillon completion}: for the shell to read. */
  @Command(
      name = "completion",
      description = {
        "Prints a script with which bash and zsh complete commands and options:",
        "source <(./carillon completion)"
      })
  static final class CompletionCommand implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public void run() {
      if (spec != null) {
        CommandLine root = spec.commandLine().getParent();
        spec.commandLine().getOut().print(AutoComplete.bash("carillon", root));
        spec.commandLine().getOut().println("complete -F _complete_carillon -o default ./carillon");
        spec.commandLine().getOut().flush();
      }
    }
  }

  /** What a user can correct is one sentence; anything else is a bug and shows its stack. */
  private static int explain(Terminal terminal, Exception failure) {
    Throwable clear = causes(failure).filter(Commands::isClear).findFirst().orElse(null);
    String refusal = PgFailures.refusal(failure);
    if (clear != null) {
      terminal.err().println("carillon: " + clear.getMessage());
    } else if (refusal != null) {
      terminal
          .err()
          .println(
              "carillon: PostgreSQL refuses a login of the settings (" + LOGINS + "): " + refusal);
    } else if (causes(failure).anyMatch(java.net.BindException.class::isInstance)) {
      terminal.err().println("carillon: a port is already in use: " + failure.getMessage());
    } else {
      failure.printStackTrace(terminal.err());
    }
    return 1;
  }

  /** Written by us for people; texts of other people's exceptions may hold what is secret. */
  private static boolean isClear(Throwable failure) {
    return failure instanceof LaunchFailure
        || failure instanceof ConfigException
        || failure instanceof MigrationException
        || failure instanceof PoolerException
        || failure instanceof ListenException;
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, t -> t != null, Throwable::getCause);
  }
}
