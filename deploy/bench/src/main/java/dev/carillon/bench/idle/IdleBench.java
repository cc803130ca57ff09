package dev.carillon.bench.idle;

import dev.carillon.bench.compare.Cpu;
import dev.carillon.bench.process.Folders;
import dev.carillon.bench.report.Goals;
import dev.carillon.bench.report.Median;
import dev.carillon.embedded.DataDirectory;
import dev.carillon.embedded.FreePorts;
import dev.carillon.embedded.LocalStack;
import dev.carillon.embedded.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code carillon bench idle}: how soon {@code up} and a service are ready, what they use while
 * nobody asks anything of them, and their memory. CPU time is that of the process and of its
 * PostgreSQL together, as the kernel counts it; memory is read where the CPU was.
 */
@Command(
    name = "idle",
    mixinStandardHelpOptions = true,
    description = "Time to ready, CPU and memory of processes that nobody uses; medians.")
public final class IdleBench implements Callable<Integer> {
  private static final double PERCENT = 100;

  @Option(names = "--rounds", description = "Starts of each (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--settle",
      description = "Seconds of each start that are not looked at (default: ${DEFAULT-VALUE}).")
  private int settle = 120;

  @Option(names = "--seconds", description = "Seconds looked at (default: ${DEFAULT-VALUE}).")
  private int seconds = 60;

  @Option(
      names = "--checkout",
      description = "Whose launcher script is used (default: this folder).")
  private Path checkout = Path.of("");

  /** Created by the command line. */
  public IdleBench() {}

  /**
   * One start.
   *
   * @param ready seconds
   * @param start seconds of CPU until then
   * @param process CPU, in percent of a core
   * @param database the same of its PostgreSQL
   */
  private record Round(
      double ready, double start, double process, double database, double anonymous, double rss) {}

  @Override
  public Integer call() throws IOException {
    Path place = Files.createTempDirectory("carillon-bench-idle");
    Goals goals = new Goals();
    try {
      ofUp(place, goals);
      ofService(place, goals);
    } finally {
      Folders.delete(place);
    }
    return goals.areMet() ? 0 : 1;
  }

  /** The first start makes the data and is not counted. */
  private void ofUp(Path place, Goals goals) throws IOException {
    Path data = place.resolve("up");
    List<Round> starts = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      int management = FreePorts.next();
      List<String> arguments =
          List.of(
              "up",
              "--data=" + data,
              "--port=" + FreePorts.next(),
              "--management-port=" + management);
      try (Launched up =
          Launched.start(
              checkout.toAbsolutePath(),
              place.resolve("up.log"),
              management,
              Map.of(),
              arguments)) {
        if (round > 0) {
          starts.add(say("up", round, look(up, data)));
        }
      }
    }
    goals.atMost("up on existing data, ready", Median.of(starts, Round::ready), 2.5, "s");
    goals.figure("up, CPU until it is ready", seconds(Median.of(starts, Round::start)));
    goals.atMost(
        "up with nothing to do, CPU of the JVM and PostgreSQL",
        Median.of(starts, r -> r.process() + r.database()),
        1,
        "% of a core");
    goals.figure("up, CPU of the JVM alone", percent(Median.of(starts, Round::process)));
    goals.figure("up, CPU of PostgreSQL alone", percent(Median.of(starts, Round::database)));
    goals.figure("up, anonymous memory", mebibytes(Median.of(starts, Round::anonymous)));
    goals.figure("up, RSS", mebibytes(Median.of(starts, Round::rss)));
  }

  /** users-service alone in a cluster, beside a PostgreSQL and a document store that run. */
  private void ofService(Path place, Goals goals) throws IOException {
    DataDirectory data = DataDirectory.open(place.resolve("service"));
    List<Round> starts = new ArrayList<>();
    try (LocalStack stack = LocalStack.start(data, LocalStack.External.SMTP, Progress.quiet())) {
      for (int round = 0; round <= rounds; round++) {
        int management = FreePorts.next();
        try (Launched users =
            Launched.start(
                checkout.toAbsolutePath(),
                place.resolve("users.log"),
                management,
                settings(stack, management),
                List.of("service", "users"))) {
          if (round > 0) {
            starts.add(say("users-service", round, look(users, data.path(""))));
          }
        }
      }
    } finally {
      data.close();
    }
    goals.atMost("users-service, ready", Median.of(starts, Round::ready), 1, "s");
    goals.figure("users-service, CPU until it is ready", seconds(Median.of(starts, Round::start)));
    goals.figure("users-service, CPU of the JVM", percent(Median.of(starts, Round::process)));
    goals.atMost(
        "users-service, anonymous memory", Median.of(starts, Round::anonymous), 180, "MiB");
    goals.atMost("users-service, RSS", Median.of(starts, Round::rss), 250, "MiB");
  }

  private static Map<String, String> settings(LocalStack stack, int management) {
    int member = FreePorts.next();
    Map<String, String> settings = new HashMap<>();
    stack.config().forEach(one -> settings.put(one.getKey(), String.valueOf(one.getValue())));
    settings.put("CARILLON_MANAGEMENT_PORT", Integer.toString(management));
    settings.put("CARILLON_CLUSTER_NAME", "idle-" + member);
    settings.put("CARILLON_CLUSTER_HOST", "127.0.0.1");
    settings.put("CARILLON_CLUSTER_PORT", Integer.toString(member));
    settings.put("CARILLON_CLUSTER_MEMBERS", "127.0.0.1:" + member);
    return settings;
  }

  private Round look(Launched one, Path data) throws IOException {
    long postmaster =
        Long.parseLong(Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0).strip());
    rest(settle);
    long began = System.nanoTime();
    long process = one.cpu();
    long database = Cpu.ofTree(postmaster);
    rest(seconds);
    process = one.cpu() - process;
    database = Cpu.ofTree(postmaster) - database;
    double micros = (System.nanoTime() - began) / 1e3;
    return new Round(
        one.seconds(),
        one.cpuSeconds(),
        process / micros * PERCENT,
        database / micros * PERCENT,
        one.mebibytes("Anonymous"),
        one.mebibytes("Rss"));
  }

  private static void rest(int seconds) {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static Round say(String what, int number, Round round) {
    System.out.printf(
        "%s, round %d: ready in %.2f s (CPU %.2f s), then CPU %.2f + %.2f %%, anonymous %.0f MiB, RSS %.0f MiB%n",
        what,
        number,
        round.ready(),
        round.start(),
        round.process(),
        round.database(),
        round.anonymous(),
        round.rss());
    return round;
  }

  private static String seconds(double value) {
    return "%.2f s".formatted(value);
  }

  private static String percent(double value) {
    return "%.2f %% of a core".formatted(value);
  }

  private static String mebibytes(double value) {
    return "%.0f MiB".formatted(value);
  }
}
