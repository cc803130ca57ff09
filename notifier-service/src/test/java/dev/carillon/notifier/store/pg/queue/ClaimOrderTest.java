package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose turn it is, as a process knows it. */
class ClaimOrderTest {
  private static final int HIGH = 0;
  private static final int LOW = 2;

  /** Else a thousand mails of low priority would go before the next urgent one. */
  @Test
  void aLaneWithAMailNowAndThenDoesNotSaveUpItsTurns() {
    ClaimOrder order = new ClaimOrder(new ManualClock());
    for (int claim = 1; claim <= 100; claim++) {
      order.claimed(
          List.of(taken(HIGH, 320), taken(LOW, 1))); // 20 turns of the one, 1 of the other
    }
    List<Double> turns = order.start(64, Long.MAX_VALUE).turns();
    assertThat(turns.get(LOW)).isBetween(turns.get(HIGH) - 1, turns.get(HIGH) + 1);
  }

  /** Who puts mail at the head that the tables know, needs to tell nobody. */
  @Test
  void noClaimBeginsBehindWhatTheTablesKnowOfTheHead() {
    ManualClock clock = new ManualClock();
    ClaimOrder order = new ClaimOrder(clock);
    order.claimed(List.of(new ClaimOrder.Taken(HIGH, 500, 500, 1, 1, 1)));
    clock.advance(Duration.ofSeconds(1));
    assertThat(order.start(1, 1).floors().get(HIGH)).isZero();
    order.claimed(List.of(new ClaimOrder.Taken(HIGH, 600, 600, 1, 1, 1)));
    order.told(order.heads());
    clock.advance(Duration.ofSeconds(1));
    assertThat(order.start(1, 1).floors().get(HIGH)).isEqualTo(600);
  }

  /** Ten thousand senders would make a promotion look ten thousand times through all of them. */
  @Test
  void aPromotionKnowsOfTheSendersThatAreFurthestAhead() {
    ClaimOrder order = new ClaimOrder(new ManualClock());
    for (int i = 1; i <= 1_000; i++) {
      order.place(LOW, "sender " + i, i);
    }
    assertThat(order.ends(LOW).values()).hasSize(300).allMatch(end -> end > 700);
    assertThat(order.ends(HIGH)).isEmpty();
  }

  private static ClaimOrder.Taken taken(int lane, int mails) {
    return new ClaimOrder.Taken(lane, 0, 0, mails, mails, mails);
  }
}
