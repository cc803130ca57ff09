package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** CPython's test_taskgroups: how a group starts tasks, waits for them and ends. */
class TaskGroupLifeConformanceTest extends TaskGroupFixture {
  @Test
  void aGroupEndsWithItsTasksAndGivesTheirResults() {
    List<Task<Integer>> tasks = new ArrayList<>();
    Future<String> group =
        group(
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
        group(
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
        group(
            g ->
                Gather.all(
                    List.of(
                        g.start("a", c -> sleep(10, c).map(1)).future(),
                        g.start("b", c -> sleep(20, c).map(2)).future())));
    pass(20);
    assertThat(group.result()).containsExactly(1, 2);
  }

  @Test
  void aGroupForgetsTasksThatHaveEnded() {
    Future<Void> group =
        group(
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
        group(
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
  void aTaskHasItsName() {
    group(
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
        group(
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
    group(
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
    Future<Void> group = group(g -> body.future());
    body.complete();
    succeeded(group);
    outside.cancel();
    succeeded(group);
  }
}
