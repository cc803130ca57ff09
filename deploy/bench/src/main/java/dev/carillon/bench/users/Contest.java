package dev.carillon.bench.users;

import dev.carillon.bench.options.RoundOptions;
import dev.carillon.bench.process.Compilers;
import dev.carillon.launcher.terminal.ProgressBar;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Two that do the same, or nearly, in turns: A B, B A and so on. Each round is checked against the
 * rows that it left.
 */
final class Contest {
  /** A round in which a server's compilers take a larger part of its CPU says little. */
  private static final double COMPILING = 0.05;

  private final Arena arena;
  private final Seed seed;
  private final Load load;
  private final List<Seed.Row> rows;
  private final RoundOptions length;
  private boolean balanced = true;
  private int marks;

  Contest(Arena arena, Seed seed, Load load, List<Seed.Row> rows, RoundOptions length) {
    this.arena = arena;
    this.seed = seed;
    this.load = load;
    this.rows = rows;
    this.length = length;
  }

  /** One of the two. */
  record Side(String name, Arena.Server server, Operation operation) {}

  /**
   * Runs the rounds and reports them. Those before do not count: they go on until the compilers of
   * both servers have little to do.
   *
   * @param mostWarmUps so many of them, if the compilers do not come to an end
   */
  Rounds between(String row, Side baseline, Side measured, int mostWarmUps) {
    Rounds counted = new Rounds(row, baseline.name(), measured.name());
    int warmUps = warmUp(row, baseline, measured, mostWarmUps);
    try (ProgressBar bar = ProgressBar.of("rounds of " + row)) {
      for (int i = 0; i < length.rounds(); i++) {
        bar.at((double) i / length.rounds(), i, "");
        boolean baselineFirst = i % 2 == 0;
        counted.add(!baselineFirst, round(row, baselineFirst ? baseline : measured));
        counted.add(baselineFirst, round(row, baselineFirst ? measured : baseline));
      }
    }
    System.out.printf("  %-10s %d rounds before did not count%n", row, warmUps);
    counted.report();
    return counted;
  }

  private int warmUp(String row, Side baseline, Side measured, int most) {
    try (ProgressBar bar = ProgressBar.of("rounds of " + row + " that do not count")) {
      for (int i = 0; i < most; i++) {
        bar.at((double) i / most, i, "");
        double baselineCompiles = round(row, baseline).compiling();
        if (Math.max(baselineCompiles, round(row, measured).compiling()) < COMPILING) {
          return i + 1;
        }
      }
    }
    return most;
  }

  /** Whether every round so far had all its answers and rows. */
  boolean isBalanced() {
    return balanced;
  }

  private Rounds.Round round(String row, Side side) {
    String mark = "m" + ++marks + "-";
    Requests requests = side.operation().requests(mark, rows);
    Duration jvm = side.server().process().cpu();
    Duration compilers = Compilers.cpu(side.server().process().pid());
    Duration postgres = arena.postgresCpu();
    long wal = seed.wal();
    Load.Result result =
        load.run(side.server().port(), Duration.ofSeconds(length.seconds()), requests);
    double right = Math.max(1, result.right());
    double used = side.server().process().cpu().minus(jvm).toNanos();
    Duration compiled = Compilers.cpu(side.server().process().pid()).minus(compilers);
    Rounds.Round round =
        new Rounds.Round(
            result.perSecond(),
            used / 1e3 / right,
            Math.max(0, compiled.toNanos()) / Math.max(1, used),
            arena.postgresCpu().minus(postgres).toNanos() / 1e3 / right,
            result.latencies().percentile(50),
            result.latencies().percentile(99),
            (seed.wal() - wal) / right,
            side.operation().creates() ? seed.transactions(mark) / right : 0);
    check(side, mark, result);
    System.out.printf(
        Locale.ROOT,
        "  %-10s %-9s %8.0f requests/s  %6.1f us JVM (compilers %.0f %%), %6.1f us PostgreSQL,"
            + " p50 %.2f ms, p99 %.2f ms  (%d asked, %d right)%n",
        row,
        side.name(),
        result.perSecond(),
        round.jvmMicros(),
        round.compiling() * 100,
        round.postgresMicros(),
        round.p50(),
        round.p99(),
        result.asked(),
        result.right());
    seed.reset();
    return round;
  }

  /** Every request has its answer, and every answer its rows. */
  private void check(Side side, String mark, Load.Result result) {
    boolean done = side.operation().isDone(seed, mark, result, rows.size());
    if (!done || result.asked() != result.right()) {
      System.out.println(
          "  VOID round: rows " + (done ? "" : "do not ") + "fit, " + result.asked() + " asked");
      balanced = false;
    }
  }
}
