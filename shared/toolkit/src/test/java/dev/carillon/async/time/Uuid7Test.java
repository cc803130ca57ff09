package dev.carillon.async.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class Uuid7Test {
  private final ManualClock clock = new ManualClock();
  private final Uuid7 ids = new Uuid7(clock);

  @Test
  void theTimeAndTheVersionStandInTheId() {
    UUID id = ids.next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.now().toEpochMilli());
  }

  @Test
  void idsAscendAlsoWithinAMillisecondAndWhenTheClockGoesBack() {
    UUID last = ids.next();
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        clock.jump(Duration.ofSeconds(-5));
      }
      UUID next = ids.next();
      assertThat(next.toString()).isGreaterThan(last.toString());
      last = next;
    }
  }
}
