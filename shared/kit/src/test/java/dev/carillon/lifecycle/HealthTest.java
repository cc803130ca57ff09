package dev.carillon.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class HealthTest {
  /** A proxy that finds it ready sends it requests, also those of services that are not there. */
  @Test
  void aProcessIsReadyWhenItsLastServiceHasStartedAndNotWhenTheFirstOneHas(Vertx vertx) {
    Health health = Health.of(vertx);
    health.begin();
    HealthCheck first = new HealthCheck("first", Future::succeededFuture);
    health.component("first", List.of(first)).start().get().await();
    Health.State state = health.state().await();
    assertThat(state.ready()).isFalse();
    assertThat(state.checks()).containsEntry("first", "ok").containsEntry("starting", "failing");
    assertThat(state.reasons())
        .containsExactly("starting: not every service of this process has started");
    health.begun();
    assertThat(health.state().await().ready()).isTrue();
  }
}
