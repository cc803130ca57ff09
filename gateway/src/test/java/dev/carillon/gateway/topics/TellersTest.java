package dev.carillon.gateway.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.live.TopicMessages.Told;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TellersTest {
  private final AtomicInteger missed = new AtomicInteger();
  private final Tellers tellers = new Tellers(missed::incrementAndGet);

  @BeforeEach
  void itHasListenedForLong() {
    looks(Tellers.FRESH);
  }

  private void looks(int many) {
    for (int i = 0; i < many; i++) {
      tellers.look();
    }
  }

  private void message(String by, long count) {
    tellers.hear(new Told(by, count, false), true);
  }

  private void count(String by, long count) {
    tellers.hear(new Told(by, count, false), false);
  }

  private void assertMissed(int times) {
    tellers.look();
    assertThat(missed.getAndSet(0)).isEqualTo(times);
  }

  @Test
  void whatComesOneAfterTheOtherIsAll() {
    message("a", 1);
    message("b", 1);
    count("a", 1);
    message("a", 2);
    message("a", 3);
    count("a", 3);
    count("b", 1);
    assertMissed(0);
  }

  @Test
  void aJumpIsMissedOnceAndSoIsTheLastMessage() {
    message("a", 1);
    message("a", 3);
    message("a", 4);
    message("a", 6);
    assertMissed(1);
    assertMissed(0);
    count("a", 7);
    count("a", 7);
    assertMissed(1);
  }

  @Test
  void whatComesLateHasBeenToldAsMissed() {
    message("a", 2);
    assertMissed(1);
    message("a", 1);
    message("a", 3);
    assertMissed(0);
  }

  @Test
  void whoIsNewAndHasToldSomethingWasMissed() {
    count("a", 0);
    message("b", 1);
    assertMissed(0);
    count("c", 1);
    assertMissed(1);
    message("d", 2);
    assertMissed(1);
  }

  @Test
  void nobodyHasListenedToWhatWasToldBeforeTheBeginning() {
    Tellers fresh = new Tellers(missed::incrementAndGet);
    fresh.hear(new Told("a", 100, false), false);
    fresh.look();
    assertThat(missed).hasValue(0);
    fresh.hear(new Told("a", 102, false), true);
    fresh.look();
    assertThat(missed).hasValue(1);
  }

  @Test
  void whoFallsSilentMayHaveToldMoreAndWhoSaysGoodbyeHasNot() {
    message("a", 1);
    message("b", 1);
    tellers.hear(new Told("b", 1, true), false);
    looks(Tellers.SILENCE);
    assertThat(missed).hasValue(0);
    assertMissed(1);
    looks(2 * Tellers.SILENCE);
    assertThat(missed).as("once").hasValue(0);
    count("a", 1);
    assertMissed(0);
    looks(Tellers.SILENCE + 1);
    missed.set(0);
    count("a", 2);
    assertMissed(1);
  }

  @Test
  void aGoodbyeSaysWhatWasTheLast() {
    message("a", 1);
    tellers.hear(new Told("a", 2, true), false);
    assertMissed(1);
  }

  @Test
  void soManyAreKnownAndOfMoreNothingIsMissed() {
    for (int i = 0; i < 2 * Tellers.MOST; i++) {
      message("t" + i, 1);
    }
    assertMissed(0);
    looks(Tellers.GONE);
    missed.set(0);
    message("another", 1);
    message("another", 3);
    assertMissed(1);
  }
}
