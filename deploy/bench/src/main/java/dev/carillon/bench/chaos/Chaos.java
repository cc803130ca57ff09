package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.cluster.ClusterRun;
import dev.carillon.bench.chaos.cluster.LiveRun;
import dev.carillon.bench.chaos.fault.PlantedFault;
import dev.carillon.bench.chaos.postgres.MovedClock;
import dev.carillon.bench.chaos.verdict.ChaosReport;
import dev.carillon.bench.process.Folders;
import dev.carillon.bench.process.PreviousVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code carillon chaos}: proves on this machine that no promise about accepted mail is broken. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description =
        "Strikes notifier processes, PostgreSQL and mail servers while mail comes in, and compares"
            + " what arrived with what was promised.")
public final class Chaos implements Callable<Integer> {
  private static final int SECONDS = 600;
  private static final int RATE = 30;
  private static final int CLUSTER_SECONDS = 1_800;
  private static final int CLUSTER_RATE = 500;
  private static final int LIVE_MESSAGES = 100_000;

  @Option(names = "--seed", description = "seed of all random choices (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Option(names = "--seconds", description = "for how long (default: 600; of a cluster 1800)")
  private int seconds;

  @Option(names = "--rate", description = "clients in a second (default: 30; of a cluster 500)")
  private int rate;

  @Option(
      names = "--cluster",
      description =
          "six processes of one service each behind a balancer, which leave, die, stand still and"
              + " are cut off; under a minute four")
  private boolean cluster;

  @Option(
      names = "--live",
      description =
          "with --cluster: listeners of topics instead of requests, until 100,000 durable messages"
              + " were published and each stroke fell once")
  private boolean live;

  @Option(
      names = "--troubles",
      split = ",",
      description =
          "which troubles; all of them:"
              + " kill,stop,cut,restart,retire,read-only,failover,server-away,disk-full,clock")
  private List<String> troubles = new ArrayList<>();

  @Option(names = "--every", description = "milliseconds between two (default: ${DEFAULT-VALUE})")
  private int every = 4_000;

  @Option(
      names = "--outage",
      description = "seconds without PostgreSQL at the end (default: ${DEFAULT-VALUE})")
  private int outage = 60;

  @Option(
      names = "--fault",
      split = ",",
      description =
          "plants faults into the database, to see them found; no troubles strike then but those in"
              + " which they show")
  private List<String> faults = new ArrayList<>();

  @Option(
      names = "--previous",
      description =
          "folder with the jars of an earlier version, which every second process runs;"
              + " deploy/e2e/src/test/previous/renew makes one")
  private String previous = "";

  @Option(names = "--faults", description = "plants each fault in a short run; prints a table")
  private boolean table;

  private List<String> arguments = List.of();

  /** Created by the command line. */
  public Chaos() {}

  /** The main class. */
  public static void main(String[] arguments) {
    Chaos chaos = new Chaos();
    chaos.arguments = List.of(arguments);
    System.exit(new CommandLine(chaos).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (table) {
      return new FaultTable(seed).print() ? 0 : 1;
    }
    if (cluster) {
      return isAgain(OwnNamespace.NETWORK)
          ? OwnNamespace.NETWORK.run(arguments)
          : (ofCluster() ? 0 : 1);
    }
    List<String> unknown = new ArrayList<>(troubles);
    unknown.removeAll(ChaosPlan.allTroubles());
    unknown.remove("none");
    List<PlantedFault> planted = new ArrayList<>();
    for (String name : faults) {
      try {
        planted.add(PlantedFault.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
      } catch (IllegalArgumentException e) {
        unknown.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      System.err.println("not known: " + String.join(", ", unknown));
      return 2;
    }
    return isAgain(OwnNamespace.MOUNTS)
        ? OwnNamespace.MOUNTS.run(arguments)
        : (run(planted) ? 0 : 1);
  }

  private static boolean isAgain(OwnNamespace own) {
    return !own.has() && own.isPossible();
  }

  private boolean ofCluster() throws Exception {
    if (!OwnNamespace.NETWORK.has()) {
      System.out.println("skipped: cuts of the network need root on Linux, for hosts of their own");
    }
    Path folder = Files.createTempDirectory("carillon-chaos");
    if (live) {
      try (LiveRun run = new LiveRun(folder, Duration.ofSeconds(seconds), LIVE_MESSAGES)) {
        return end(folder, run.run());
      }
    }
    Duration length = Duration.ofSeconds(seconds == 0 ? CLUSTER_SECONDS : seconds);
    boolean kept;
    try (ClusterRun run = new ClusterRun(folder, length, rate == 0 ? CLUSTER_RATE : rate)) {
      kept = run.run();
    }
    return end(folder, kept);
  }

  private static boolean end(Path folder, boolean kept) throws Exception {
    if (kept) {
      Folders.delete(folder);
    } else {
      System.out.println("the files of the run are in " + folder);
    }
    return kept;
  }

  private boolean run(List<PlantedFault> planted) throws Exception {
    List<String> all = troubles.isEmpty() ? ChaosPlan.allTroubles() : troubles;
    ChaosPlan plan =
        new ChaosPlan(
            seed,
            Duration.ofSeconds(seconds == 0 ? SECONDS : seconds),
            rate == 0 ? RATE : rate,
            planted.isEmpty() ? all : PlantedFault.troubles(planted),
            Duration.ofMillis(every),
            planted.isEmpty() ? Duration.ofSeconds(outage) : Duration.ZERO,
            planted,
            previous.isEmpty() ? "" : PreviousVersion.classPath(Path.of(previous)));
    Path folder = Files.createTempDirectory("carillon-chaos");
    System.out.println(plan + " in " + folder);
    skipped(plan).forEach(what -> System.out.println("skipped: " + what));
    ChaosReport report = report(plan, folder);
    System.out.println(report);
    return end(folder, report.kept());
  }

  private static List<String> skipped(ChaosPlan plan) {
    List<String> skipped = new ArrayList<>();
    if (!OwnNamespace.MOUNTS.has()) {
      skipped.add("disk full: needs root on Linux, for a file system of PostgreSQL's own");
    }
    if (!MovedClock.isPossible()) {
      skipped.add("steps of PostgreSQL's clock: need Linux and a C compiler (cc)");
    }
    if (plan.previous().isEmpty()) {
      skipped.add("two versions: no jars of an earlier one are named (--previous)");
    }
    if (!plan.hasUsers()) {
      skipped.add("quiet hours and erasures: a run of at least 90 seconds has users");
    }
    return skipped;
  }

  /** One run, in a folder of its own. */
  static ChaosReport report(ChaosPlan plan, Path folder) throws Exception {
    try (ChaosRun run = new ChaosRun(plan, folder)) {
      return run.run();
    }
  }
}
