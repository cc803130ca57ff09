package dev.carillon.bench.live;

import dev.carillon.bench.live.crowd.Crowd;
import dev.carillon.bench.report.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** The rounds of one contestant in one row. */
final class Tally {
  private static final double NANOS_OF_MILLI = 1e6;

  private final List<Round> rounds = new ArrayList<>();

  /**
   * One round.
   *
   * @param micros server CPU for each delivery
   */
  record Round(
      double micros, double perSecond, double p50, double p99, double probeP50, double probeMax) {

    static Round of(Crowd.Result result, double cpu, double seconds, Histogram probe) {
      return new Round(
          cpu / Math.max(1, result.deliveries()),
          result.deliveries() / seconds,
          millis(result.latency(), 50),
          millis(result.latency(), 99),
          millis(probe, 50),
          millis(probe, 100));
    }

    static double millis(Histogram histogram, double percentile) {
      return histogram.getValueAtPercentile(percentile) / NANOS_OF_MILLI;
    }

    String text(String row, String name) {
      return String.format(
          Locale.ROOT,
          "  %-8s %-8s %9.0f deliveries/s  %5.2f us CPU  p50 %6.1f  p99 %6.1f ms  GET p50 %6.1f"
              + "  max %6.1f ms",
          row,
          name,
          perSecond,
          micros,
          p50,
          p99,
          probeP50,
          probeMax);
    }
  }

  void add(Round round) {
    rounds.add(round);
  }

  double median(ToDoubleFunction<Round> figure) {
    return Median.of(rounds, figure);
  }

  double worst(ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).max().orElseThrow();
  }
}
