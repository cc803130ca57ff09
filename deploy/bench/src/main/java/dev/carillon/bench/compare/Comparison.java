package dev.carillon.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** One unit on both sides: rounds, medians, and what follows from them. */
final class Comparison {
  /** The new side may cost as much more as this leaves before it is a loss. */
  private static final double LOSS = 0.95;

  /** From so many rounds on an interval can hold the median with 95 %. */
  private static final int ENOUGH = 6;

  static final String HEADER =
      String.format(
          "  %-13s %-4s %10s %9s %12s %9s %10s %8s %9s",
          "unit",
          "side",
          "requests/s",
          "us JVM",
          "us Postgres",
          "us both",
          "statements",
          "commits",
          "WAL bytes");

  private final Unit unit;
  private final List<Round.Cost> before = new ArrayList<>();
  private final List<Round.Cost> now = new ArrayList<>();
  private double statementsBefore;
  private double statementsNow;

  Comparison(Unit unit) {
    this.unit = unit;
  }

  void add(boolean isNew, Round.Cost cost) {
    (isNew ? now : before).add(cost);
  }

  void countStatements(boolean isNew, double perUnit) {
    if (isNew) {
      statementsNow = perUnit;
    } else {
      statementsBefore = perUnit;
    }
  }

  /**
   * Whether the new side costs more: by the ratios of rounds that stand next to one another. Those
   * of all rounds of a side are spread by the machine, and would excuse every loss on a noisy one.
   */
  boolean isLoss() {
    return now.size() >= ENOUGH && ratio().median() < LOSS && ratio().high() < 1;
  }

  String text() {
    Interval ratio = ratio();
    String said =
        String.format(
            Locale.ROOT,
            "  %-13s old / new = %.3f [%.3f, %.3f] in CPU per unit: %s%n",
            "",
            ratio.median(),
            ratio.low(),
            ratio.high(),
            verdict());
    return line("old", before, statementsBefore) + line("new", now, statementsNow) + said;
  }

  private String verdict() {
    if (now.size() < ENOUGH) {
      return "too few rounds to say";
    }
    if (isLoss()) {
      return "LOSS";
    }
    return ratio().median() < LOSS ? "not certain, take more rounds" : "no loss";
  }

  /** Round by round, because what disturbs one side disturbs the other, which runs next to it. */
  private Interval ratio() {
    return Interval.of(
        IntStream.range(0, now.size())
            .mapToObj(i -> before.get(i).cpu() / now.get(i).cpu())
            .toList());
  }

  private String line(String side, List<Round.Cost> costs, double statements) {
    return String.format(
        Locale.ROOT,
        "  %-13s %-4s %10.0f %9.1f %12.1f %9.1f %10.2f %8.3f %9.0f%n",
        unit.label(),
        side,
        median(costs, Round.Cost::rate),
        median(costs, Round.Cost::jvm),
        median(costs, Round.Cost::postgres),
        median(costs, Round.Cost::cpu),
        statements,
        median(costs, Round.Cost::commits),
        median(costs, Round.Cost::wal));
  }

  private static double median(List<Round.Cost> costs, ToDoubleFunction<Round.Cost> figure) {
    return Interval.of(values(costs, figure)).median();
  }

  private static List<Double> values(List<Round.Cost> costs, ToDoubleFunction<Round.Cost> figure) {
    return costs.stream().map(figure::applyAsDouble).toList();
  }
}
