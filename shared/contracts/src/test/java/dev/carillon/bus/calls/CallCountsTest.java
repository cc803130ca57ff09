package dev.carillon.bus.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallCountsTest {
  private final Vertx vertx = Vertx.vertx();
  private final CallCounts counts = CallCounts.of(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void callsAreCountedByContractAndEnd() {
    ends("users.get.v1", null);
    ends("users.get.v1", null);
    ends("users.get.v1@some-node", Failure.of(FailureCode.TIMEOUT, "late"));
    ends("mail.get.v1", new IllegalStateException("a fault"));
    counts.repeated("users.get.v1");
    assertThat(counts.ended())
        .isEqualTo(
            Map.of(
                "users.get.v1", Map.of("ok", 2L, "timeout", 1L, "unavailable", 0L, "internal", 0L),
                "mail.get.v1", Map.of("ok", 0L, "timeout", 0L, "unavailable", 0L, "internal", 1L)));
    assertThat(counts.repeated()).containsEntry("users.get.v1", 1L);
  }

  @Test
  void noMoreContractsAreToldApartThanThereMayBe() {
    for (int i = 0; i < 2 * CallCounts.MOST; i++) {
      ends("contract-" + i, null);
    }
    assertThat(counts.ended()).hasSize(CallCounts.MOST + 1);
    assertThat(counts.ended().get(CallCounts.OTHER)).containsEntry("ok", (long) CallCounts.MOST);
  }

  private void ends(String address, Throwable failure) {
    Future<String> call =
        failure == null ? Future.succeededFuture("answer") : Future.failedFuture(failure);
    assertThat(counts.count(address, call)).isSameAs(call);
  }
}
