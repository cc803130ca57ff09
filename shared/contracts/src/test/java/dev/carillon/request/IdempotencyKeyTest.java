package dev.carillon.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bus.Call;
import dev.carillon.contract.Id;
import dev.carillon.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A repetition is told from another request by a hash of all of it. */
class IdempotencyKeyTest {
  @Test
  void equalRequestsHaveOneFingerprintAndOthersAnother() {
    IdempotencyKey first = key(new Id(new UUID(1, 2)));
    assertThat(key(new Id(new UUID(1, 2)))).isEqualTo(first).hasSameHashCodeAs(first);
    assertThat(key(new Id(new UUID(1, 3)))).isNotEqualTo(first);
    assertThat(first.fingerprint().length()).isEqualTo(32);
  }

  /** What fingerprints of earlier versions are compared with. */
  @Test
  void theFingerprintIsTheSha256OfTheRequestAsJson() {
    assertThat(key(new Id(new UUID(0, 0))).fingerprint().getBytes())
        .asHexString()
        .isEqualToIgnoringCase("0b702944f5c3932c31fc957e68a7858380262dd054281e7805097c01627fbcdc");
  }

  @Test
  void aCallHasNoKeyThatTheIndexCannotHold() {
    Call call = Call.internal("me", Duration.ofSeconds(1), new ManualClock());
    for (String key : List.of("", " ", "two words", "a\u0000", "\u00e9", "k".repeat(256))) {
      assertThatThrownBy(() -> under(call, key)).as(key).hasMessageContaining("visible ASCII");
    }
    for (String key : List.of("!", "~", "k".repeat(255))) {
      assertThat(under(call, key).idempotencyKey()).isEqualTo(key);
    }
  }

  private static Call under(Call call, String key) {
    return new Call(call.principal(), call.scopes(), call.requestId(), key, call.deadline(), null);
  }

  private static IdempotencyKey key(Record request) {
    return new IdempotencyKey("me", "area.do.v1", "k", request);
  }
}
