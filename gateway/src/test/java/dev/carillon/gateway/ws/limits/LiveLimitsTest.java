package dev.carillon.gateway.ws.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.ConfigSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Who has how much room for what waits. */
class LiveLimitsTest {
  private static final int MIB = 1 << 20;

  private static LiveLimits limits(int keyBytes) {
    return new LiveLimits(
        LiveSettings.read(
            ConfigSource.of(new JsonObject().put("CARILLON_LIVE_KEY_BYTES", keyBytes))),
        new SimpleMeterRegistry());
  }

  @Test
  void aUserHasLessRoomThanAKeyHoweverManySocketsItHas() {
    LiveLimits limits = limits(16 * MIB);
    for (int i = 0; i < 2; i++) {
      assertThat(limits.seat("user:ada").take(MIB)).isNull();
    }
    Seat third = limits.seat("user:ada");
    assertThat(third.take(1)).isEqualTo(CloseReason.KEY_TOO_SLOW);
    assertThat(limits.seat("user:bob").take(MIB)).isNull();
    for (int i = 0; i < 16; i++) {
      assertThat(limits.seat("shop").take(MIB)).isNull();
    }
    assertThat(limits.seat("shop").take(1)).isEqualTo(CloseReason.KEY_TOO_SLOW);
  }

  @Test
  void aUserHasNoMoreThanAKey() {
    LiveLimits limits = limits(MIB / 2);
    Seat seat = limits.seat("user:ada");
    assertThat(seat.take(MIB / 2)).isNull();
    assertThat(seat.take(1)).isEqualTo(CloseReason.KEY_TOO_SLOW);
  }
}
