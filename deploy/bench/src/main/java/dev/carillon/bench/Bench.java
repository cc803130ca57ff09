package dev.carillon.bench;

import dev.carillon.bench.compare.CompareBench;
import dev.carillon.bench.idle.IdleBench;
import dev.carillon.bench.live.LiveBench;
import dev.carillon.bench.mail.MailBench;
import dev.carillon.bench.report.AllBench;
import dev.carillon.bench.size.SizeBench;
import dev.carillon.bench.toolkit.ToolkitBench;
import dev.carillon.bench.users.UsersBench;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code carillon bench <name>}: benchmarks, each with its baseline in the same run. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      UsersBench.class,
      MailBench.class,
      LiveBench.class,
      ToolkitBench.class,
      CompareBench.class,
      SizeBench.class,
      IdleBench.class,
      AllBench.class
    },
    description = "Runs a benchmark; its baseline runs in turns with it, A B A B.")
public final class Bench {
  private Bench() {}

  /** The main class. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Bench()).execute(arguments));
  }
}
