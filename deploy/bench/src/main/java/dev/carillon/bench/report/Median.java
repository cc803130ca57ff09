package dev.carillon.bench.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The middle one of some figures; of an even number of them, the mean of the middle two. */
public final class Median {
  private Median() {}

  /** That of the rounds' figures, of which there is at least one. */
  public static <R> double of(List<R> rounds, ToDoubleFunction<? super R> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }
}
