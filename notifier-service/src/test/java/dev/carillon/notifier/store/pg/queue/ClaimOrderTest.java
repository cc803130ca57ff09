package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

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

  private static ClaimOrder.Taken taken(int lane, int mails) {
    return new ClaimOrder.Taken(lane, 0, 0, mails, mails, mails);
  }
}
