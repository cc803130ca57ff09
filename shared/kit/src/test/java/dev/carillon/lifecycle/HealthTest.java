package dev.carillon.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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

  /** Who asked before the last service was there has not asked that one. */
  @Test
  void whatWasAskedDuringTheStartIsNoAnswerForTheWhole(Vertx vertx) {
    Health health = Health.of(vertx);
    health.begin();
    Promise<Void> slow = Promise.promise();
    HealthCheck first = new HealthCheck("first", slow::future);
    health.component("first", List.of(first)).start().get().await();
    Future<Health.State> early = health.state();
    HealthCheck last = new HealthCheck("last", () -> Future.failedFuture("not yet"));
    health.component("last", List.of(last)).start().get().await();
    health.begun();
    slow.complete();
    assertThat(early.await().ready()).isFalse();
  }
}
