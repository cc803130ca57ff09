package dev.carillon.bench.simulation;

import dev.carillon.bench.process.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon simulate}: runs seeds of the simulation; prints the seed that fails. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Simulates the mail queue: seed after seed, each with its own misfortunes.")
public final class Simulate implements Callable<Integer> {
  @Option(names = "--seed", description = "the first seed; a failing one replays exactly")
  private long seed = 1;

  @Option(names = "--seeds", description = "how many (default: ${DEFAULT-VALUE})")
  private int seeds = 10_000;

  @Option(
      names = "--mutation",
      description = "build a fault in, to see it found: ${COMPLETION-CANDIDATES}")
  private Mutation mutation = Mutation.NONE;

  @Option(
      names = "--postgres",
      description = "do each statement on PostgreSQL too, and compare all tables after it")
  private boolean postgres;

  /** Made by the command line. */
  public Simulate() {}

  /** The main class. */
  public static void main(String[] arguments) {
    System.setProperty("CARILLON_LOG_LEVEL", "ERROR"); // misfortune is what it is about
    System.exit(new CommandLine(new Simulate()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (seeds < 1) {
      System.err.println("--seeds must be positive");
      return 2;
    }
    if (!postgres) {
      return run(s -> Simulation.run(s, mutation));
    }
    Path folder = Files.createTempDirectory("carillon-simulate");
    try (SimRows rows = new SimRows(folder)) {
      return run(s -> Simulation.runOn(rows, s, mutation));
    } finally {
      Folders.delete(folder);
    }
  }

  private int run(LongFunction<Simulation.Report> one) {
    Map<String, Integer> troubles = new TreeMap<>();
    long steps = 0;
    long sent = 0;
    long copies = 0;
    for (long s = seed; s < seed + seeds; s++) {
      Simulation.Report report = one.apply(s);
      if (report.violation() != null) {
        System.out.printf("seed %d: %s%n", s, report.violation());
        System.out.printf(
            "again: ./carillon simulate --seed %d --seeds 1 --mutation %s%s%n",
            s, mutation, postgres ? " --postgres" : "");
        return 1;
      }
      steps += report.steps();
      sent += report.sent();
      copies += report.copies();
      report.troubles().forEach((name, n) -> troubles.merge(name, n, Integer::sum));
    }
    System.out.printf(
        "%d seeds, %d steps, %d mails arrived, %d copies, each with its reason; nothing lost%n",
        seeds, steps, sent, copies);
    System.out.println(troubles);
    return 0;
  }
}
