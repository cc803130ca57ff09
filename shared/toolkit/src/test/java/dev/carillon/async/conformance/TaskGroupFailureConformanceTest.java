package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.TaskGroupException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** CPython's test_taskgroups: what the failure of a task or of the body does. */
class TaskGroupFailureConformanceTest extends TaskGroupFixture {
  @Test
  void aFailingTaskCancelsTheOthersAndIsReported() {
    List<Task<Void>> tasks = new ArrayList<>();
    Future<Void> group =
        group(
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
        group(
            g -> {
              g.start("bad", c -> crashAfter(10, c, "bad"));
              g.start("untidy", c -> crashInCleanUp(c, "untidy"));
              return done();
            });
    pass(10);
    assertThat(failuresOf(group)).containsExactlyInAnyOrder("bad", "untidy");
  }

  @Test
  void aFailingBodyCancelsTheTasksLaterAndAtOnce() {
    for (long later : new long[] {100, 0}) {
      List<Task<Void>> tasks = new ArrayList<>();
      Future<Void> group =
          group(
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
  void theFailureOfAnOuterTaskCancelsTheInnerGroup() {
    Future<Void> outer =
        group(
            g1 -> {
              g1.start("bad", c -> crashAfter(100, c, "outer"));
              return inner(
                  g1,
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
        group(
            g1 -> {
              g1.start("late", c -> crashAfter(10_000, c, "outer"));
              return inner(
                  g1,
                  g2 -> {
                    g2.start("bad", c -> crashAfter(100, c, "inner"));
                    return done();
                  });
            });
    pass(100);
    TaskGroupException failure = (TaskGroupException) outer.cause();
    assertThat(failure.failures()).singleElement().isInstanceOf(TaskGroupException.class);
  }

  @Test
  void theFailuresOfATaskAndOfTheBodyAreBothReported() {
    Future<Void> group =
        group(
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
        group(
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
  void tasksThatMultiplyAreAllCancelled() {
    AtomicInteger heads = new AtomicInteger();
    Future<Void> group =
        group(
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
}
