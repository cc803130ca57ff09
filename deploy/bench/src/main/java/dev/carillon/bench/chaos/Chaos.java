package dev.carillon.bench.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon chaos}: proves on this machine that no accepted mail is lost. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description =
        "Kills notifier processes and PostgreSQL while mail comes in, and counts what arrived.")
public final class Chaos implements Callable<Integer> {
  @Option(names = "--seed", description = "seed of all random choices (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--mails", description = "number of mails (default: ${DEFAULT-VALUE})")
  private int mails = 20_000;

  @Option(
      names = "--troubles",
      description = "kills, stops and restarts in all (default: ${DEFAULT-VALUE})")
  private int troubles = 130;

  @Option(
      names = "--stop-every",
      description = "every Nth is a SIGSTOP (default: ${DEFAULT-VALUE})")
  private int stopEvery = 7;

  @Option(
      names = "--restart-every",
      description = "every Nth is a restart of PostgreSQL (default: ${DEFAULT-VALUE})")
  private int restartEvery = 12;

  @Option(
      names = "--outage",
      description = "seconds without PostgreSQL at the end (default: ${DEFAULT-VALUE})")
  private int outage = 60;

  /** Created by the command line. */
  public Chaos() {}

  /** The main class. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Chaos()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("carillon-chaos");
    ChaosPlan plan =
        new ChaosPlan(seed, mails, troubles, stopEvery, restartEvery, Duration.ofSeconds(outage));
    System.out.println(plan + " in " + folder);
    ChaosReport report;
    try (ChaosRun run = new ChaosRun(plan, folder)) {
      report = run.run();
    }
    System.out.println(report);
    if (report.kept()) {
      delete(folder);
      return 0;
    }
    System.out.println("the files of the run are in " + folder);
    return 1;
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    }
  }
}
