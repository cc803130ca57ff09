package dev.carillon.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Order statistics against the binomial tables. */
class IntervalTest {
  @Test
  void fewValuesGiveAllOfThem() {
    assertThat(Interval.of(List.of(3.0))).isEqualTo(new Interval(3, 3, 3));
    assertThat(Interval.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Interval(1, 2, 3));
    assertThat(Interval.of(upTo(5))).isEqualTo(new Interval(1, 3, 5));
  }

  /** P(X <= k) of 9 is 1/512, 10/512, 46/512; of 12 it is 1, 13, 79, 299 of 4,096. */
  @Test
  void asManyAreLeftOutAsNinetyFivePercentAllow() {
    assertThat(Interval.of(upTo(6))).isEqualTo(new Interval(1, 3.5, 6));
    assertThat(Interval.of(upTo(9))).isEqualTo(new Interval(2, 5, 8));
    assertThat(Interval.of(upTo(12))).isEqualTo(new Interval(3, 6.5, 10));
  }

  private static List<Double> upTo(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(i -> (double) i).toList();
  }
}
