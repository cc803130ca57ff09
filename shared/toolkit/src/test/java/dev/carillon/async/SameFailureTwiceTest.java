package dev.carillon.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.batch.Resource;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.TaskGroupException;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One exception object may come from several places: a constant, a shared future, a cached one. */
class SameFailureTwiceTest {
  private final RuntimeException same = new IllegalStateException("the one");
  private final ManualTimers timers = new ManualTimers();
  private final List<String> log = new ArrayList<>();

  private void throwIt() {
    throw same;
  }

  @Test
  void everyListenerOfACancellationIsToldAlsoAfterTheSameThrowTwice() {
    Cancellation parent = new Cancellation();
    parent.onCancel(this::throwIt);
    parent.onCancel(this::throwIt);
    parent.onCancel(() -> log.add("listener"));
    parent.child().onCancel(() -> log.add("child"));
    assertThatThrownBy(parent::cancel).isSameAs(same);
    assertThat(log).containsExactly("listener", "child");
  }

  @Test
  void aReleaseThatFailsAsTheUseDidDoesNotMaskIt() {
    Future<Void> used =
        Resource.using(
            () -> Future.succeededFuture("resource"),
            resource -> Future.failedFuture(same),
            resource -> Future.failedFuture(same));
    assertThat(used.cause()).isSameAs(same);
  }

  @Test
  void whenAllFailAsOneTheFirstOfSeveralFailsWithThat() {
    Future<Object> failed = Future.failedFuture(same);
    assertThat(Gather.first(List.of(failed, failed, failed)).cause()).isSameAs(same);
    assertThat(same.getSuppressed()).isEmpty();
  }

  @Test
  void aGroupWhoseTasksFailAsOneNamesItTwiceAndSuppressesItNowhere() {
    Future<Void> group =
        TaskGroup.run(
            "group",
            new Cancellation(),
            g -> {
              Promise<Void> go = Promise.promise();
              g.start("a", c -> go.future());
              g.start("b", c -> go.future());
              go.fail(same);
              return Future.succeededFuture();
            });
    assertThat(group.cause())
        .isInstanceOfSatisfying(
            TaskGroupException.class,
            e -> {
              assertThat(e.failures()).containsExactly(same, same);
              assertThat(e.getCause()).isSameAs(same);
              assertThat(e.getSuppressed()).isEmpty();
            });
  }

  @Test
  void aGroupEndsAlsoWhenAListenerOfItsCancellationThrows() {
    List<Task<Void>> tasks = new ArrayList<>();
    Future<Void> group =
        TaskGroup.run(
            "group",
            new Cancellation(),
            g -> {
              g.cancellation().onCancel(this::throwIt);
              tasks.add(g.start("sleeps", c -> Sleep.of(Duration.ofDays(1), timers, c)));
              return Future.failedFuture("the body's");
            });
    assertThat(tasks.get(0).isCancelled()).isTrue();
    assertThat(group.cause())
        .isInstanceOfSatisfying(
            TaskGroupException.class,
            e ->
                assertThat(e.failures())
                    .extracting(Throwable::getMessage)
                    .containsExactly("the body's", "the one"));
  }
}
