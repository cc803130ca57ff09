package dev.carillon.notifier.domain.topic.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.live.TopicRule;
import dev.carillon.contract.live.TopicRuleSpec;
import dev.carillon.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicRatesTest {
  private static final String TOPIC = "ticker.eur";
  private static final TopicRule TEN_PER_SECOND =
      TopicRule.of(
          "ticker.*",
          new TopicRuleSpec(null, null, null, List.of(), List.of("writer"), null, null, 10, null),
          false,
          1);

  private final ManualClock clock = new ManualClock();
  private final TopicRates rates = new TopicRates(clock::nanos);

  @Test
  void whoSendsTooManyAtOnceDoesNotStarveWhoSendsFew() {
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      assertThat(rates.take(TEN_PER_SECOND, TOPIC, 1_000)).as("never").isFalse();
      taken += rates.take(TEN_PER_SECOND, TOPIC, 1) ? 1 : 0;
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(taken).as("the other one, at the topic's rate").isEqualTo(100);
  }

  @Test
  void aBatchGoesThroughWhenThereIsRoomForAllOfIt() {
    assertThat(rates.take(TEN_PER_SECOND, TOPIC, 4)).isTrue();
    assertThat(rates.take(TEN_PER_SECOND, TOPIC, 8)).isFalse();
    clock.advance(Duration.ofMillis(200));
    assertThat(rates.take(TEN_PER_SECOND, TOPIC, 8)).isTrue();
    assertThat(rates.take(TEN_PER_SECOND, TOPIC, 1)).isFalse();
  }
}
