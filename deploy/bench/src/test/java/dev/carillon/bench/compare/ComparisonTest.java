package dev.carillon.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is said of two sides, on a machine whose pace changes from round to round. */
class ComparisonTest {
  /** How slow the machine is in each pair of rounds. */
  private static final double[] PACE = {1, 3, 1.2, 2.5, 1.1, 2, 1, 1.7, 1.3};

  @Test
  void aLossIsFoundHoweverMuchTheMachineSpreadsTheRounds() {
    Comparison worse = comparison(1.2);
    assertThat(worse.isLoss()).isTrue();
    assertThat(worse.text()).contains("old / new = 0.833", "LOSS");
  }

  @Test
  void whatCostsTheSameOrLessIsNone() {
    assertThat(comparison(1).text()).contains("1.000", "no loss");
    assertThat(comparison(0.7).text()).contains("no loss");
  }

  @Test
  void whatCannotBeToldIsNotCalledNone() {
    Comparison unclear = new Comparison(Unit.GET);
    for (int i = 0; i < PACE.length; i++) {
      unclear.add(false, cost(100));
      unclear.add(true, cost(i % 3 == 0 ? 60 : 130));
    }
    assertThat(unclear.isLoss()).isFalse();
    assertThat(unclear.text()).contains("not certain, take more rounds");
  }

  private static Comparison comparison(double more) {
    Comparison comparison = new Comparison(Unit.GET);
    for (double pace : PACE) {
      comparison.add(false, cost(100 * pace));
      comparison.add(true, cost(100 * pace * more));
    }
    return comparison;
  }

  private static Round.Cost cost(double micros) {
    return new Round.Cost(1_000, 1, new Side.Reading(Math.round(micros * 1_000), 0, 0, 0));
  }
}
