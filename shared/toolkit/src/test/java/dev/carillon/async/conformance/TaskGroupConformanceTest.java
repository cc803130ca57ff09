package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.TaskGroupException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** CPython's test_taskgroups. */
class TaskGroupConformanceTest extends Fixture {
  private final Cancellation outside = new Cancellation();

  private static List<String> failuresOf(Future<?> group) {
    return ((TaskGroupException) group.cause())
        .failures().stream().map(Throwable::getMessage).toList();
  }

  @Test
  void aGroupEndsWithItsTasksAndGivesTheirResults() {
    List<Task<Integer>> tasks = new ArrayList<>();
    Future<String> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              tasks.add(g.start("a", c -> sleep(100, c).map(42)));
              tasks.add(g.start("b", c -> sleep(200, c).map(11)));
              return Future.succeededFuture("body");
            });
    pass(199);
    pending(group);
    pass(1);
    assertThat(group.result()).isEqualTo("body");
    assertThat(tasks).extracting(t -> t.future().result()).containsExactly(42, 11);
  }

  @Test
  void tasksRunWhileTheBodyRuns() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              g.start("a", c -> logged("task", sleep(10, c)));
              return logged("body", sleep(20, g.cancellation()));
            });
    pass(20);
    succeeded(group);
    assertThat(log).containsExactly("task", "body");
  }

  @Test
  void theBodyMayAwaitItsTasks() {
    Future<List<Integer>> group =
        TaskGroup.run(
            "group",
            outside,
            g ->
                Gather.all(
                    List.of(
                        g.start("a", c -> sleep(10, c).map(1)).future(),
                        g.start("b", c -> sleep(20, c).map(2)).future())));
    pass(20);
    assertThat(group.result()).containsExactly(1, 2);
  }

  @Test
  void aFailingTaskCancelsTheOthersAndIsReported() {
    List<Task<Void>> tasks = new ArrayList<>();
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              tasks.add(g.start("bad", c -> crashAfter(10, c, "bad")));
              tasks.add(g.start("long", c -> sleep(1000, c)));
              return sleep(1000, g.cancellation());
            });
    pass(10);
    assertThat(failuresOf(group)).containsExactly("bad");
    assertThat(tasks.get(1).isCancelled()).isTrue();
    assertThat(outside.isCancelled()).isFalse();
  }

  @Test
  void aFailureInTheCleanUpOfACancelledTaskIsReportedToo() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              g.start("bad", c -> crashAfter(10, c, "bad"));
              g.start("untidy", c -> crashInCleanUp(c, "untidy"));
              return done();
            });
    pass(10);
    assertThat(failuresOf(group)).containsExactlyInAnyOrder("bad", "untidy");
  }

  @Test
  void theParentsCancellationIsACancellationOfTheGroup() {
    AtomicInteger cleaned = new AtomicInteger();
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
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
    Future<Void> group = TaskGroup.run("group", outside, g -> sleep(1000, g.cancellation()));
    outside.cancel();
    cancelled(group);
  }

  @Test
  void aGroupWhoseBodyHasEndedIsCancelledWithItsParent() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
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
        TaskGroup.run(
            "group",
            outside,
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
  void aFailingBodyCancelsTheTasksLaterAndAtOnce() {
    for (long later : new long[] {100, 0}) {
      List<Task<Void>> tasks = new ArrayList<>();
      Future<Void> group =
          TaskGroup.run(
              "group",
              outside,
              g -> {
                tasks.add(g.start("a", c -> sleep(1000, c)));
                tasks.add(g.start("b", c -> sleep(2000, c)));
                if (later == 0) {
                  throw new Crash("body");
                }
                return crashAfter(later, g.cancellation(), "body");
              });
      pass(later);
      assertThat(failuresOf(group)).containsExactly("body");
      assertThat(tasks).allMatch(Task::isCancelled);
    }
  }

  @Test
  void theFailureOfAnInnerGroupIsOneFailureOfTheOuterOne() {
    Future<Void> outer =
        TaskGroup.run(
            "outer",
            outside,
            g1 -> {
              g1.start("long", c -> sleep(1000, c));
              return TaskGroup.run(
                  "inner",
                  g1.cancellation(),
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

  @Test
  void theFailureOfAnOuterTaskCancelsTheInnerGroup() {
    Future<Void> outer =
        TaskGroup.run(
            "outer",
            outside,
            g1 -> {
              g1.start("bad", c -> crashAfter(100, c, "outer"));
              return TaskGroup.run(
                  "inner",
                  g1.cancellation(),
                  g2 -> {
                    g2.start("late", c -> crashAfter(10_000, c, "inner"));
                    return done();
                  });
            });
    pass(100);
    assertThat(failuresOf(outer)).containsExactly("outer");
  }

  @Test
  void aFailureInsideAnInnerGroupCancelsTheOuterTasks() {
    Future<Void> outer =
        TaskGroup.run(
            "outer",
            outside,
            g1 -> {
              g1.start("late", c -> crashAfter(10_000, c, "outer"));
              return TaskGroup.run(
                  "inner",
                  g1.cancellation(),
                  g2 -> {
                    g2.start("bad", c -> crashAfter(100, c, "inner"));
                    return done();
                  });
            });
    pass(100);
    TaskGroupException failure = (TaskGroupException) outer.cause();
    assertThat(failure.failures()).singleElement().isInstanceOf(TaskGroupException.class);
  }

  /** The task does not heed its cancellation; here, unlike there, all are told at the same time. */
  @Test
  void aTaskThatFailsDuringTheCleanUpOfACancelledGroupIsReported() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
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
        TaskGroup.run(
            "group",
            outside,
            g ->
                sleep(1000, g.cancellation())
                    .recover(e -> Future.failedFuture(new Crash("instead"))));
    outside.cancel();
    assertThat(failuresOf(group)).containsExactly("instead");
  }

  @Test
  void theFailuresOfATaskAndOfTheBodyAreBothReported() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              g.start("bad", c -> crashAfter(100, c, "task"));
              return crashInCleanUp(g.cancellation(), "body");
            });
    pass(100);
    assertThat(failuresOf(group)).containsExactly("task", "body");
  }

  @Test
  void anErrorIsAFailureLikeOthers() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              g.start(
                  "bad",
                  c ->
                      sleep(100, c)
                          .map(
                              v -> {
                                throw new AssertionError("base");
                              }));
              return crashInCleanUp(g.cancellation(), "body");
            });
    pass(100);
    assertThat(failuresOf(group)).containsExactly("base", "body");
    Task<Void> thrown =
        Task.start(
            "throwing",
            c -> {
              throw new AssertionError("at once");
            });
    assertThat(thrown.future().cause()).hasMessage("at once");
  }

  @Test
  void aGroupForgetsTasksThatHaveEnded() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              for (int i = 0; i < 10; i++) {
                g.start("short", c -> sleep(1, c));
              }
              return sleep(100, g.cancellation())
                  .onSuccess(v -> log.add(g.cancellation().waitsFor()));
            });
    pass(100);
    succeeded(group);
    assertThat(log).containsExactly(List.of());
  }

  @Test
  void aTaskMayStartFurtherTasks() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              g.start(
                  "root",
                  c ->
                      sleep(100, c)
                          .onSuccess(
                              v -> {
                                g.start("a", d -> logged("a", sleep(100, d)));
                                g.start("b", d -> logged("b", sleep(200, d)));
                              }));
              return done();
            });
    pass(299);
    pending(group);
    pass(1);
    succeeded(group);
    assertThat(log).containsExactly("a", "b");
  }

  @Test
  void tasksThatMultiplyAreAllCancelled() {
    AtomicInteger heads = new AtomicInteger();
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              hydra(g, heads);
              return g.start("hercules", c -> crashAfter(100, c, "slain")).future();
            });
    pass(100);
    assertThat(failuresOf(group)).contains("slain");
    assertThat(heads.get()).isGreaterThanOrEqualTo(10);
    assertThat(timers.size()).isZero();
  }

  private void hydra(TaskGroup group, AtomicInteger heads) {
    heads.incrementAndGet();
    group.start(
        "hydra",
        c ->
            sleep(20, c)
                .onSuccess(
                    v -> {
                      hydra(group, heads);
                      hydra(group, heads);
                    }));
  }

  @Test
  void aTaskHasItsName() {
    TaskGroup.run(
        "group",
        outside,
        g -> {
          log.add(g.start("yolo", c -> done()).name());
          return done();
        });
    assertThat(log).containsExactly("yolo");
  }

  /** asyncio refuses to make it; here it is made, does not run, and is cancelled. */
  @Test
  void aTaskThatIsStartedAfterAFailureDoesNotRun() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            outside,
            g -> {
              g.start(
                  "late starter",
                  c ->
                      sleep(1000, c)
                          .onFailure(
                              e -> {
                                Task<Void> late = g.start("late", d -> logged("ran", done()));
                                log.add(late.state());
                              }));
              return crashAfter(10, g.cancellation(), "bad");
            });
    pass(10);
    assertThat(failuresOf(group)).containsExactly("bad");
    assertThat(log).containsExactly(Task.State.CANCELLED);
  }

  @Test
  void aGroupThatHasEndedStartsNothing() {
    List<TaskGroup> kept = new ArrayList<>();
    TaskGroup.run(
        "group",
        outside,
        g -> {
          kept.add(g);
          return done();
        });
    assertThatThrownBy(() -> kept.get(0).start("late", c -> done()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has ended");
  }

  @Test
  void aGroupLeavesNothingBehindInItsParent() {
    Promise<Void> body = Promise.promise();
    Future<Void> group = TaskGroup.run("group", outside, g -> body.future());
    body.complete();
    succeeded(group);
    outside.cancel();
    succeeded(group);
  }
}
