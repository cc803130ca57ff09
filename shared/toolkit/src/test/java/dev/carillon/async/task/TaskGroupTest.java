package dev.carillon.async.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class TaskGroupTest {
  private final Cancellation parent = new Cancellation();
  private final List<Task<?>> tasks = new ArrayList<>();

  @Test
  void aGroupEndsWhenItsBodyAndAllItsTasksHaveEnded() {
    Promise<Integer> slow = Promise.promise();
    Future<String> group =
        TaskGroup.run(
            "group",
            parent,
            g -> {
              g.start("slow", TaskTest.giving(slow));
              return Future.succeededFuture("body");
            });
    assertThat(group.isComplete()).isFalse();
    slow.complete(1);
    assertThat(group.result()).isEqualTo("body");
  }

  @Test
  void theFirstFailureCancelsTheOthersAndAllFailuresAreReported() {
    Promise<Void> failing = Promise.promise();
    Promise<Void> cleaning = Promise.promise();
    Future<Void> group =
        TaskGroup.run(
            "group",
            parent,
            g -> {
              tasks.add(g.start("failing", TaskTest.giving(failing)));
              tasks.add(g.start("heeding", TaskTest::untilCancelled));
              tasks.add(
                  g.start(
                      "failing while it cleans up",
                      c -> TaskTest.untilCancelled(c).recover(e -> cleaning.future())));
              return TaskTest.untilCancelled(g.cancellation());
            });
    failing.fail("first");
    assertThat(group.isComplete()).isFalse(); // one is still cleaning up
    cleaning.fail("second");
    assertThat(group.cause())
        .isInstanceOfSatisfying(
            TaskGroupException.class,
            e ->
                assertThat(e.failures())
                    .extracting(Throwable::getMessage)
                    .containsExactly("first", "second"));
    assertThat(tasks.get(1).state()).isEqualTo(Task.State.CANCELLED);
    assertThat(parent.isCancelled()).isFalse();
  }

  @Test
  void aBodyThatThrowsCancelsItsTasks() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            parent,
            g -> {
              tasks.add(g.start("task", TaskTest::untilCancelled));
              throw new IllegalStateException("body");
            });
    assertThat(group.cause()).isInstanceOf(TaskGroupException.class).hasMessageContaining("body");
    assertThat(tasks.get(0).state()).isEqualTo(Task.State.CANCELLED);
  }

  @Test
  void theParentsCancellationEndsTheWholeGroup() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            parent,
            g -> {
              tasks.add(g.start("task", TaskTest::untilCancelled));
              return TaskTest.untilCancelled(g.cancellation());
            });
    parent.cancel();
    assertThat(group.cause()).isInstanceOf(CancellationException.class);
    assertThat(tasks.get(0).state()).isEqualTo(Task.State.CANCELLED);
  }

  @Test
  void cancellingOneTaskDoesNotHurtTheGroup() {
    Future<Integer> group =
        TaskGroup.run(
            "group",
            parent,
            g -> {
              g.start("task", TaskTest::untilCancelled).cancel();
              return Future.succeededFuture(1);
            });
    assertThat(group.result()).isEqualTo(1);
  }

  @Test
  void aGroupThatHasEndedStartsNothing() {
    TaskGroup[] kept = new TaskGroup[1];
    Future<Integer> group =
        TaskGroup.run(
            "group",
            parent,
            g -> {
              kept[0] = g;
              return Future.succeededFuture(1);
            });
    assertThat(group.succeeded()).isTrue();
    assertThatThrownBy(() -> kept[0].start("late", TaskTest::untilCancelled))
        .isInstanceOf(IllegalStateException.class);
  }
}
