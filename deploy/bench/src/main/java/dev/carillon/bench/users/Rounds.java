package dev.carillon.bench.users;

import dev.carillon.bench.report.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The rounds of one row, of both sides in turns, and what they say together. */
final class Rounds {
  private final String row;
  private final String baselineName;
  private final String measuredName;
  private final List<Round> baseline = new ArrayList<>();
  private final List<Round> measured = new ArrayList<>();

  Rounds(String row, String baselineName, String measuredName) {
    this.row = row;
    this.baselineName = baselineName;
    this.measuredName = measuredName;
  }

  /**
   * One round of one side.
   *
   * @param jvmMicros CPU time of the server per request
   * @param compiling the part of it that its compilers took, 0 to 1
   * @param postgresMicros CPU time of PostgreSQL per request
   * @param p50 milliseconds that half of the requests took at most
   * @param p99 that ninety-nine of a hundred took at most
   * @param walBytes per request
   * @param commitsPerRow of what was created; 0 where nothing was
   */
  record Round(
      double perSecond,
      double jvmMicros,
      double compiling,
      double postgresMicros,
      double p50,
      double p99,
      double walBytes,
      double commitsPerRow) {
    double cpu() {
      return jvmMicros + postgresMicros;
    }
  }

  void add(boolean ofMeasured, Round round) {
    (ofMeasured ? measured : baseline).add(round);
  }

  /** Medians and ratios. */
  void report() {
    System.out.printf(
        Locale.ROOT,
        "  %-10s medians: %s / %s = %.2f in requests/s (%.0f / %.0f), %.2f in CPU of server and"
            + " PostgreSQL (%.1f + %.1f / %.1f + %.1f us), %.2f in requests per server"
            + " CPU-second%n",
        row,
        measuredName,
        baselineName,
        ratio(Round::perSecond),
        measuredRate(),
        Median.of(baseline, Round::perSecond),
        ratio(Round::cpu),
        Median.of(measured, Round::jvmMicros),
        Median.of(measured, Round::postgresMicros),
        Median.of(baseline, Round::jvmMicros),
        Median.of(baseline, Round::postgresMicros),
        1 / ratio(Round::jvmMicros));
    times(measuredName, measured);
    times(baselineName, baseline);
  }

  private void times(String name, List<Round> rounds) {
    double p50 = Median.of(rounds, Round::p50);
    double p99 = Median.of(rounds, Round::p99);
    System.out.printf(
        Locale.ROOT,
        "  %-10s %-9s p50 %.2f ms, p99 %.2f ms (%.1f times p50)%s%n",
        row,
        name,
        p50,
        p99,
        p99 / p50,
        Median.of(rounds, Round::commitsPerRow) == 0
            ? ""
            : String.format(
                Locale.ROOT,
                ", %.0f bytes of WAL and %.3f commits per row",
                Median.of(rounds, Round::walBytes),
                Median.of(rounds, Round::commitsPerRow)));
  }

  /** How many requests the one does while the other does one. */
  double rateRatio() {
    return ratio(Round::perSecond);
  }

  /** For how many requests the CPU of server and database is enough while the other does one. */
  double cpuRatio() {
    return 1 / ratio(Round::cpu);
  }

  /** The same of the server alone. */
  double serverCpuRatio() {
    return 1 / ratio(Round::jvmMicros);
  }

  /** How many times its median the slowest hundredth takes. */
  double tail() {
    return Median.of(measured, Round::p99) / Median.of(measured, Round::p50);
  }

  double measuredRate() {
    return Median.of(measured, Round::perSecond);
  }

  private double ratio(ToDoubleFunction<Round> figure) {
    return Median.of(measured, figure) / Median.of(baseline, figure);
  }
}
