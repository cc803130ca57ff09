package dev.carillon.bench.users;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The rounds of one operation, of both servers in turns, and what they say together. */
final class Rounds {
  private final List<Round> direct = new ArrayList<>();
  private final List<Round> product = new ArrayList<>();

  /**
   * One round of one server.
   *
   * @param jvmMicros CPU time of the server per request
   * @param postgresMicros CPU time of PostgreSQL per request
   * @param commitsPerRow of what was created; 0 where nothing was
   */
  record Round(double perSecond, double jvmMicros, double postgresMicros, double commitsPerRow) {}

  void add(boolean ofProduct, Round round) {
    (ofProduct ? product : direct).add(round);
  }

  /** Medians and ratios. */
  void report(String operation) {
    System.out.printf(
        Locale.ROOT,
        "  %-10s medians: product / direct = %.2f in requests/s (%.0f / %.0f), %.2f in requests per"
            + " JVM CPU-second (%.1f / %.1f us), %.2f per PostgreSQL CPU-second (%.1f / %.1f us)%n",
        operation,
        productRate() / median(direct, Round::perSecond),
        productRate(),
        median(direct, Round::perSecond),
        median(direct, Round::jvmMicros) / median(product, Round::jvmMicros),
        median(product, Round::jvmMicros),
        median(direct, Round::jvmMicros),
        median(direct, Round::postgresMicros) / median(product, Round::postgresMicros),
        median(product, Round::postgresMicros),
        median(direct, Round::postgresMicros));
    if (median(direct, Round::commitsPerRow) > 0) {
      System.out.printf(
          Locale.ROOT,
          "  %-10s commits per row: product %.3f, direct %.3f%n",
          operation,
          median(product, Round::commitsPerRow),
          median(direct, Round::commitsPerRow));
    }
  }

  double productRate() {
    return median(product, Round::perSecond);
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
