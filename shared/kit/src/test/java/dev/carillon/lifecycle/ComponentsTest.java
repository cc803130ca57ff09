package dev.carillon.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class ComponentsTest {
  private final List<String> log = new ArrayList<>();

  @Test
  void partsStartInOrderAndStopInReverse() {
    Components parts = new Components(List.of(part("a"), part("b")), Duration.ofSeconds(1));
    parts.start().await();
    parts.stop().await();
    parts.stop().await();
    assertThat(log).containsExactly("+a", "+b", "-b", "-a");
  }

  @Test
  void aPartThatFailsToStartStopsThoseBeforeIt() {
    Component broken =
        new Component(
            "broken",
            () -> {
              throw new IllegalStateException("on purpose");
            },
            () -> note("-broken"));
    Future<Void> start =
        new Components(List.of(part("a"), broken, part("c")), Duration.ofSeconds(1)).start();
    assertThat(start.failed()).isTrue();
    assertThat(log).containsExactly("+a", "-broken", "-a");
  }

  @Test
  void aPartThatDoesNotStopKeepsNobodyElse() {
    Component stuck =
        new Component("stuck", Future::succeededFuture, () -> Promise.promise().future());
    Components parts = new Components(List.of(part("a"), stuck), Duration.ofMillis(20));
    parts.start().await();
    parts.stop().await();
    assertThat(log).containsExactly("+a", "-a");
  }

  @Test
  void everyStepRunsOnTheContextThatStartedAlsoAfterAStrangersFuture(Vertx vertx) {
    Context home = vertx.getOrCreateContext();
    Context stranger = vertx.getOrCreateContext();
    Promise<Boolean> stayed = Promise.promise();
    Component foreign =
        Component.step(
            "foreign",
            () -> {
              Promise<Void> elsewhere = Promise.promise();
              stranger.runOnContext(v -> elsewhere.complete());
              return elsewhere.future();
            });
    Component witness =
        Component.step(
            "witness",
            () -> {
              stayed.complete(Vertx.currentContext() == home);
              return Future.succeededFuture();
            });
    home.runOnContext(
        v ->
            new Components(List.of(foreign, witness), Duration.ofSeconds(1))
                .start()
                .onFailure(stayed::tryFail));
    assertThat(stayed.future().await()).isTrue();
  }

  private Component part(String name) {
    return new Component(name, () -> note("+" + name), () -> note("-" + name));
  }

  private Future<?> note(String what) {
    log.add(what);
    return Future.succeededFuture();
  }
}
