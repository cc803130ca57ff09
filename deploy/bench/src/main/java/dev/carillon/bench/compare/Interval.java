package dev.carillon.bench.compare;

import java.util.List;

/**
 * A median and the order statistics around it that hold the true one with 95 % (all values, where
 * there are too few for that): distribution-free, by the binomial of how many lie below.
 */
record Interval(double low, double median, double high) {
  private static final double OUTSIDE = 0.05;

  static Interval of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int n = sorted.size();
    double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    int cut = cut(n);
    return new Interval(sorted.get(cut), median, sorted.get(n - 1 - cut));
  }

  /** How many may be left out at each end. */
  private static int cut(int n) {
    int cut = 0;
    double tail = Math.pow(0.5, n);
    double term = tail;
    while (cut < n / 2) {
      term = term * (n - cut) / (cut + 1);
      tail += term;
      if (2 * tail > OUTSIDE) {
        break;
      }
      cut++;
    }
    return cut;
  }
}
