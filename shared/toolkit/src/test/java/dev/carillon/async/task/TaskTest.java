package dev.carillon.async.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.Wait;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TaskTest {
  private final ManualTimers timers = new ManualTimers();
  private final List<String> log = new ArrayList<>();

  @Test
  void aCancelledTaskCleansUpAndSaysThatItWasCancelled() {
    AsyncLock lock = new AsyncLock("lock", timers, new ManualClock());
    lock.acquire();
    Task<Void> task =
        Task.start(
            "waiter",
            c ->
                lock.acquire(Wait.until(c))
                    .eventually(
                        () -> {
                          log.add("cleaned");
                          return Future.succeededFuture();
                        }));
    assertThat(task.state()).isEqualTo(Task.State.RUNNING);
    assertThat(task.cancel()).isTrue();
    assertThat(task.cancel()).isFalse();
    assertThat(task.state()).isEqualTo(Task.State.CANCELLED);
    assertThat(log).containsExactly("cleaned");
  }

  @Test
  void aTaskThatDoesNotHeedItsCancellationSucceeds() {
    Promise<Integer> work = Promise.promise();
    Task<Integer> task = Task.start("deaf", c -> work.future());
    task.cancel();
    assertThat(task.state()).isEqualTo(Task.State.CANCELLING);
    work.complete(1);
    assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
  }

  @Test
  void cancelledAndFailedAreToldApart() {
    Task<Void> failed = Task.start("failing", c -> Future.failedFuture("no"));
    Task<Void> pretending =
        Task.start("pretending", c -> Future.failedFuture(new CancellationException()));
    assertThat(failed.state()).isEqualTo(Task.State.FAILED);
    assertThat(pretending.state()).isEqualTo(Task.State.FAILED); // nobody had asked
    assertThat(
            Task.start(
                    "throwing",
                    c -> {
                      throw new IllegalStateException("thrown");
                    })
                .state())
        .isEqualTo(Task.State.FAILED);
    assertThat(failed.cancel()).isFalse();
  }

  @Test
  void aParentsCancellationReachesItsChildrenAndNotTheOtherWayRound() {
    Cancellation parent = new Cancellation();
    Task<Void> child = Task.start("child", parent, TaskTest::untilCancelled);
    Task<Void> sibling = Task.start("sibling", parent, TaskTest::untilCancelled);
    child.cancel();
    assertThat(parent.isCancelled()).isFalse();
    assertThat(sibling.state()).isEqualTo(Task.State.RUNNING);
    parent.cancel();
    assertThat(sibling.state()).isEqualTo(Task.State.CANCELLED);
    assertThat(Task.start("late", parent, TaskTest::untilCancelled).state())
        .isEqualTo(Task.State.CANCELLED);
  }

  @Test
  void aTimeOutWaitsForTheCleanUpOfWhatItCancelled() {
    Promise<Void> cleanUp = Promise.promise();
    Future<Void> result =
        Timeouts.within(
            Duration.ofSeconds(1), timers, c -> untilCancelled(c).eventually(cleanUp::future));
    timers.advance(Duration.ofSeconds(1));
    assertThat(result.isComplete()).isFalse();
    cleanUp.complete();
    assertThat(result.cause()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void workThatEndsInTimeLeavesNoTimer() {
    Promise<Integer> work = Promise.promise();
    Future<Integer> result = Timeouts.within(Duration.ofSeconds(1), timers, c -> work.future());
    work.complete(7);
    assertThat(result.result()).isEqualTo(7);
    assertThat(timers.size()).isZero();
  }

  @Test
  void aResultThatComesDespiteTheTimeOutIsNotLost() {
    Promise<Integer> deaf = Promise.promise();
    Future<Integer> result = Timeouts.within(Duration.ofSeconds(1), timers, c -> deaf.future());
    timers.advance(Duration.ofSeconds(1));
    deaf.complete(7);
    assertThat(result.result()).isEqualTo(7);
  }

  @Test
  void shieldedWorkGoesOnWhenItsWaiterIsCancelled() {
    Promise<Integer> work = Promise.promise();
    Cancellation waiter = new Cancellation();
    Future<Integer> shielded = Shield.of(work.future(), waiter);
    waiter.cancel();
    assertThat(shielded.cause()).isInstanceOf(CancellationException.class);
    work.complete(1);
    assertThat(work.future().result()).isEqualTo(1);
    Promise<Integer> other = Promise.promise();
    Future<Integer> unharmed = Shield.of(other.future(), new Cancellation());
    other.complete(2);
    assertThat(unharmed.result()).isEqualTo(2);
  }

  @Test
  void gatherTakesAsLongAsItsLongest() {
    Future<List<Integer>> all = Gather.all(List.of(after(3), after(2), after(1)));
    timers.advance(Duration.ofMillis(2999));
    assertThat(all.isComplete()).isFalse();
    timers.advance(Duration.ofMillis(1));
    assertThat(all.result()).containsExactly(3, 2, 1);
  }

  @Test
  void gatherReportsTheFirstFailureOrEveryOutcomeOrTheFirstResult() {
    Promise<Integer> slow = Promise.promise();
    Future<Integer> bad = Future.failedFuture("bad");
    assertThat(Gather.all(List.of(slow.future(), bad)).cause()).hasMessage("bad");
    Future<List<Outcome<Integer>>> settled = Gather.settled(List.of(slow.future(), bad));
    Future<Integer> first = Gather.first(List.of(bad, slow.future()));
    assertThat(settled.isComplete()).isFalse();
    slow.complete(5);
    assertThat(settled.result().get(0)).isEqualTo(new Outcome.Success<>(5));
    assertThat(settled.result().get(1)).isInstanceOf(Outcome.Failure.class);
    assertThat(first.result()).isEqualTo(5);
    assertThat(Gather.first(List.of(bad, Future.<Integer>failedFuture("worse"))).failed()).isTrue();
  }

  private Future<Integer> after(int seconds) {
    Promise<Integer> promise = Promise.promise();
    timers.after(Duration.ofSeconds(seconds), () -> promise.complete(seconds));
    return promise.future();
  }

  static Future<Void> untilCancelled(Cancellation cancellation) {
    Promise<Void> promise = Promise.promise();
    cancellation.onCancel(() -> promise.tryFail(new CancellationException("asked to end")));
    return promise.future();
  }

  static <T> Function<Cancellation, Future<T>> giving(Promise<T> promise) {
    return c -> promise.future();
  }
}
