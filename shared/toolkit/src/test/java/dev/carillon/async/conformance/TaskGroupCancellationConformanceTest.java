package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.TaskGroupException;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** CPython's test_taskgroups: what the cancellation of a group's parent does. */
class TaskGroupCancellationConformanceTest extends TaskGroupFixture {
  @Test
  void theParentsCancellationIsACancellationOfTheGroup() {
    AtomicInteger cleaned = new AtomicInteger();
    Future<Void> group =
        group(
            g -> {
              g.start("a", c -> sleep(1000, c).onFailure(e -> cleaned.addAndGet(5)));
              return sleep(1000, g.cancellation()).onFailure(e -> cleaned.addAndGet(10));
            });
    pass(100);
    outside.cancel();
    cancelled(group);
    assertThat(cleaned.get()).isEqualTo(15);
  }

  @Test
  void aGroupThatOnlyHasABodyIsCancelledWithItsParent() {
    Future<Void> group = group(g -> sleep(1000, g.cancellation()));
    outside.cancel();
    cancelled(group);
  }

  @Test
  void aGroupWhoseBodyHasEndedIsCancelledWithItsParent() {
    Future<Void> group =
        group(
            g -> {
              g.start("a", c -> sleep(1000, c));
              g.start("b", c -> sleep(2000, c));
              return done();
            });
    pass(50);
    outside.cancel();
    cancelled(group);
  }

  @Test
  void failuresInTheCleanUpsAfterTheParentsCancellationAreReported() {
    Future<Void> group =
        group(
            g -> {
              for (int i = 0; i < 5; i++) {
                g.start("untidy", c -> crashInCleanUp(c, "untidy"));
              }
              return sleep(1000, g.cancellation());
            });
    pass(100);
    outside.cancel();
    assertThat(failuresOf(group)).hasSize(5).containsOnly("untidy");
  }

  @Test
  void theFailureOfAnInnerGroupIsOneFailureOfTheOuterOne() {
    Future<Void> outer =
        group(
            g1 -> {
              g1.start("long", c -> sleep(1000, c));
              return inner(
                  g1,
                  g2 -> {
                    g2.start("untidy", c -> crashInCleanUp(c, "untidy"));
                    return sleep(1000, g2.cancellation());
                  });
            });
    outside.cancel();
    TaskGroupException failure = (TaskGroupException) outer.cause();
    assertThat(failure.failures()).hasSize(1);
    assertThat(failure.failures().get(0)).isInstanceOf(TaskGroupException.class);
  }

  /** The task does not heed its cancellation; here, unlike there, all are told at the same time. */
  @Test
  void aTaskThatFailsDuringTheCleanUpOfACancelledGroupIsReported() {
    Future<Void> group =
        group(
            g -> {
              g.start("deaf", c -> crashAfter(300, new Cancellation(), "deaf"));
              return sleep(10_000, g.cancellation())
                  .eventually(() -> sleep(500, new Cancellation()));
            });
    pass(100);
    outside.cancel();
    pass(499);
    pending(group);
    pass(1);
    assertThat(failuresOf(group)).containsExactly("deaf");
  }

  @Test
  void aBodyThatTurnsItsCancellationIntoAFailureHasFailed() {
    Future<Void> group =
        group(
            g ->
                sleep(1000, g.cancellation())
                    .recover(e -> Future.failedFuture(new Crash("instead"))));
    outside.cancel();
    assertThat(failuresOf(group)).containsExactly("instead");
  }
}
