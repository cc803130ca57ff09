package dev.carillon.bench.live;

import dev.carillon.bench.live.crowd.Crowd;
import dev.carillon.bench.live.crowd.Probe;
import dev.carillon.bench.report.Goals;
import dev.carillon.bench.report.Median;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * All clients lose their connections in one moment and come back within the time that a server's
 * hint spreads them over, a tenth of them each second; plain requests go on.
 */
final class Storm {
  private static final Duration SPREAD = Duration.ofSeconds(10);
  private static final double MOST = 2;

  private final Contestant product;
  private final int rounds;
  private final List<Double> ratios = new ArrayList<>();

  Storm(Contestant product, int rounds) {
    this.product = product;
    this.rounds = rounds;
  }

  /** How much longer plain requests take meanwhile than beside the same clients at rest. */
  void row(Crowd crowd, int size, Duration spread, Goals goals) {
    for (int i = -1; i < rounds; i++) {
      double calm = p99(() -> LockSupport.parkNanos(spread.toNanos()));
      double storm = p99(() -> crowd.comeBack(spread));
      System.out.printf(
          Locale.ROOT,
          "  %d come back within %d s: GET p99 %.1f ms, before %.1f ms%s%n",
          size,
          spread.toSeconds(),
          storm,
          calm,
          i < 0 ? " (does not count)" : "");
      if (i >= 0) {
        ratios.add(storm / calm);
      }
    }
    goals.atMost(
        "live: " + size + " clients come back, p99 of a plain GET",
        Median.of(ratios, ratio -> ratio),
        MOST,
        "times that beside them at rest");
  }

  /** For how long clients are spread. */
  static Duration spread(boolean isQuick) {
    return isQuick ? Duration.ofSeconds(1) : SPREAD;
  }

  private double p99(Runnable meanwhile) {
    try (Probe probe = new Probe(product.port())) {
      meanwhile.run();
      return probe.end().getValueAtPercentile(99) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
  }
}
