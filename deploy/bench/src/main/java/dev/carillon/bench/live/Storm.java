package dev.carillon.bench.live;

import dev.carillon.bench.live.crowd.Crowd;
import dev.carillon.bench.live.crowd.Probe;
import dev.carillon.bench.live.durable.WholeProduct;
import dev.carillon.bench.options.RoundOptions;
import dev.carillon.bench.report.Goals;
import dev.carillon.bench.report.Median;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * All clients lose their connections in one moment and come back within the time that a server's
 * hint spreads them over, a tenth of them each second; calls of the API go on, which ask a service
 * and PostgreSQL.
 */
final class Storm {
  private static final Duration SPREAD = Duration.ofSeconds(10);
  private static final double MOST = 2;
  private static final String AUTHORIZATION = "Authorization: Bearer " + WholeProduct.KEY + "\r\n";
  private static final String PATH = "/v1/emails?limit=10";

  private Storm() {}

  /** How much longer calls take meanwhile than beside the same clients at rest. */
  static void row(int port, Crowd crowd, int size, RoundOptions length, Goals goals) {
    Duration spread = length.isQuick() ? Duration.ofSeconds(1) : SPREAD;
    List<Double> ratios = new ArrayList<>();
    for (int i = -1; i < length.rounds(); i++) {
      double calm = p99(port, () -> LockSupport.parkNanos(spread.toNanos()));
      double storm = p99(port, () -> crowd.comeBack(spread));
      System.out.printf(
          Locale.ROOT,
          "  %d come back within %d s: a list's p99 %.1f ms, before %.1f ms%s%n",
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
        "live: " + size + " clients come back, p99 of GET " + PATH,
        Median.of(ratios, ratio -> ratio),
        MOST,
        "times that beside them at rest");
  }

  private static double p99(int port, Runnable meanwhile) {
    try (Probe probe = new Probe(port, PATH, AUTHORIZATION)) {
      meanwhile.run();
      return Tally.Round.millis(probe.end(), 99);
    }
  }
}
