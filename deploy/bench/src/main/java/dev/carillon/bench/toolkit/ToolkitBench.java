package dev.carillon.bench.toolkit;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code carillon bench toolkit}: what a primitive costs, next to the nearest things in
 * java.util.concurrent and Vert.x, with JMH. All benchmarks run once per round, so that each stands
 * beside its baseline in time; the table shows medians of the rounds.
 */
@Command(
    name = "toolkit",
    mixinStandardHelpOptions = true,
    description = "Costs of locks, semaphores, queues and shared work, beside j.u.c. and Vert.x.")
public final class ToolkitBench implements Callable<Integer> {
  private static final List<Comparison> COMPARISONS =
      List.of(
          new Comparison("lock, alone", "aloneOurs", "aloneJuc", "fair ReentrantLock"),
          new Comparison("lock, alone", "aloneOurs", "aloneVertx", "Vert.x local lock"),
          new Comparison(
              "lock, handed over", "handedOverOurs", "handedOverVertx", "Vert.x local lock"),
          new Comparison("semaphore, alone", "permitOurs", "permitJuc", "fair Semaphore"),
          new Comparison("queue, put and get", "queueOurs", "queueJuc", "fair ArrayBlockingQueue"),
          new Comparison("single flight", "flightOurs", "flightJuc", "computeIfAbsent by hand"),
          new Comparison("batcher, per key", "batchOurs", "batchEach", "a load for each"));

  @Option(names = "--rounds", description = "How often (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(names = "--millis", description = "Of one measurement (default: ${DEFAULT-VALUE}).")
  private int millis = 500;

  @Option(
      names = "--forks",
      description = "JVMs of their own per benchmark and round (default: ${DEFAULT-VALUE}).")
  private int forks = 1;

  private final PrintStream out = System.out;

  private record Comparison(String what, String ours, String baseline, String baselineName) {}

  @Override
  public Integer call() throws RunnerException {
    Map<String, List<Double>> nanos = new TreeMap<>();
    for (int round = 1; round <= rounds; round++) {
      out.printf("round %d of %d%n", round, rounds);
      for (RunResult result : run()) {
        String name = result.getPrimaryResult().getLabel();
        nanos
            .computeIfAbsent(name, k -> new ArrayList<>())
            .add(result.getPrimaryResult().getScore());
      }
    }
    out.printf(
        "%n%-20s %10s %10s %8s  %s%n", "ns per operation", "ours", "baseline", "ratio", "baseline");
    COMPARISONS.forEach(c -> print(c, nanos));
    return 0;
  }

  private Iterable<RunResult> run() throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(LockBenchmark.class.getName())
                .include(SharingBenchmark.class.getName())
                .forks(forks)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(millis))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build())
        .run();
  }

  private void print(Comparison comparison, Map<String, List<Double>> nanos) {
    double ours = median(nanos.getOrDefault(comparison.ours(), List.of()));
    double baseline = median(nanos.getOrDefault(comparison.baseline(), List.of()));
    out.printf(
        Locale.ROOT,
        "%-20s %10.1f %10.1f %8.2f  %s%n",
        comparison.what(),
        ours,
        baseline,
        ours / baseline,
        comparison.baselineName());
  }

  private static double median(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalStateException("a benchmark gave no figure");
    }
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
