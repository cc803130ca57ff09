package dev.carillon.launcher.cli.verb;

import dev.carillon.launcher.terminal.Terminal;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Commands whose verbs are requests: {@code users}, {@code mail} and the others. */
public final class VerbGroups {
  private VerbGroups() {}

  /** {@code carillon users}; what is more than a request is added to it. */
  public static CommandLine users(Terminal terminal) {
    return group(
        "users",
        "Users: create, find, change, erase, import, export.",
        VerbTable.users(),
        terminal);
  }

  /** The others. */
  public static List<CommandLine> others(Terminal terminal) {
    return List.of(
        group("mail", "Mail: send, find, call back, try again.", VerbTable.mail(), terminal),
        group("inbox", "The local inbox.", VerbTable.inbox(), terminal),
        group(
            "broadcasts",
            "Messages on a schedule to live clients.",
            VerbTable.broadcasts(),
            terminal),
        group("templates", "Templates of mail.", VerbTable.templates(), terminal),
        VerbCommand.line(VerbTable.ledger(), terminal));
  }

  private static CommandLine group(String name, String about, List<Verb> verbs, Terminal terminal) {
    CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
    spec.usageMessage().description(about);
    CommandLine line = new CommandLine(spec);
    verbs.forEach(verb -> line.addSubcommand(VerbCommand.line(verb, terminal)));
    return line;
  }
}
