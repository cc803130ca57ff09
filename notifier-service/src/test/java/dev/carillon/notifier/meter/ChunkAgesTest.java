package dev.carillon.notifier.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkAgesTest {
  private final ChunkAges ages = new ChunkAges();

  @Test
  void aChunkIsAsOldAsTheFirstLookThatKnewOfItsNumber() {
    ages.saw(10, at(0));
    ages.saw(10, at(5));
    ages.saw(30, at(10));
    ages.saw(40, at(15));
    assertThat(ages.of(10L, at(15))).hasSeconds(15);
    assertThat(ages.of(11L, at(15))).hasSeconds(5);
    assertThat(ages.of(40L, at(15))).isZero();
    assertThat(ages.of(null, at(15))).isZero();
    assertThat(ages.of(41L, at(15))).isZero(); // came behind the look
  }

  @Test
  void whatIsBelowTheOldestChunkIsForgotten() {
    for (int i = 0; i < 100_000; i++) {
      ages.saw(i, at(i));
    }
    assertThat(ages.of(99_000L, at(100_000))).hasSeconds(1_000);
    ages.forget(99_500);
    assertThat(ages.of(99_500L, at(100_000))).hasSeconds(500);
    assertThat(ages.of(5L, at(100_000))).hasSeconds(500); // as far as it remembers
  }

  private static long at(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
