package dev.carillon.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
  private final RetrySchedule schedule =
      new RetrySchedule(Duration.ofSeconds(2), Duration.ofMinutes(10), 12);

  @Test
  void theCeilingDoublesUpToItsLimitAndTheJitterIsFull() {
    assertThat(schedule.delayAfter(1, () -> 0.999)).isLessThan(Duration.ofSeconds(2));
    assertThat(schedule.delayAfter(3, () -> 0.5)).isEqualTo(Duration.ofSeconds(4));
    assertThat(schedule.delayAfter(9, () -> 0.0)).isZero();
    Random random = new Random(1);
    for (int attempt = 1; attempt < 100; attempt++) {
      assertThat(schedule.delayAfter(attempt, random::nextDouble))
          .isBetween(Duration.ZERO, Duration.ofMinutes(10));
    }
  }

  @Test
  void thereIsALastAttempt() {
    assertThat(schedule.allowsAfter(11)).isTrue();
    assertThat(schedule.allowsAfter(12)).isFalse();
  }
}
