package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Task;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Gather, wait and shield in CPython's test_tasks. */
class GatherConformanceTest extends Fixture {
  private final Promise<Integer> a = Promise.promise();
  private final Promise<Integer> b = Promise.promise();
  private final Promise<Integer> third = Promise.promise();
  private final List<Future<Integer>> work = List.of(a.future(), b.future(), third.future());

  @Test
  void resultsStandInTheOrderOfTheWork() {
    Future<List<Integer>> all = Gather.all(work);
    b.complete(1);
    a.complete(2);
    pending(all);
    third.complete(3);
    assertThat(all.result()).containsExactly(2, 1, 3);
  }

  @Test
  void aFailureThatIsAResultIsAResult() {
    Promise<Object> one = Promise.promise();
    Future<List<Object>> all = Gather.all(List.of(one.future()));
    Crash value = new Crash("as a value");
    one.complete(value);
    assertThat(all.result()).containsExactly(value);
  }

  @Test
  void theFirstFailureIsTheFailureAndTheOthersGoOn() {
    Future<List<Integer>> all = Gather.all(work);
    a.complete(1);
    Crash first = new Crash("first");
    b.fail(first);
    assertThat(all.cause()).isSameAs(first);
    pending(third.future());
    third.complete(3); // nothing happens
    assertThat(all.cause()).isSameAs(first);
  }

  @Test
  void aLaterFailureIsNotLostOnTheOneWhoLooksAtTheWork() {
    Future<List<Integer>> all = Gather.all(work);
    b.fail(new Crash("first"));
    third.fail(new Crash("second"));
    assertThat(all.cause()).hasMessage("first");
    assertThat(third.future().cause()).hasMessage("second");
  }

  @Test
  void settledGivesEveryOutcome() {
    Future<List<Outcome<Integer>>> settled = Gather.settled(work);
    Crash crash = new Crash("b");
    a.complete(1);
    b.fail(crash);
    pending(settled);
    CancellationException cancellation = new CancellationException();
    third.fail(cancellation);
    assertThat(settled.result())
        .containsExactly(
            new Outcome.Success<>(1),
            new Outcome.Failure<>(crash),
            new Outcome.Failure<>(cancellation));
  }

  @Test
  void nothingToGatherIsDoneAtOnce() {
    assertThat(Gather.all(List.<Future<Integer>>of()).result()).isEmpty();
    assertThat(Gather.settled(List.<Future<Integer>>of()).result()).isEmpty();
  }

  @Test
  void theSameWorkMayStandTwice() {
    Future<List<Integer>> all = Gather.all(List.of(a.future(), b.future(), a.future()));
    a.complete(1);
    b.complete(2);
    assertThat(all.result()).containsExactly(1, 2, 1);
  }

  @Test
  void workThatWasCancelledHasFailed() {
    Task<Integer> task = Task.start("task", c -> sleep(10, c).map(1));
    Future<List<Integer>> all = Gather.all(List.of(task.future(), a.future()));
    task.cancel();
    cancelled(all);
  }

  @Test
  void aCancelledParentReachesAllThatItGathers() {
    Cancellation parent = new Cancellation();
    List<Task<Integer>> tasks =
        List.of(
            Task.start("a", parent, c -> sleep(10, c).map(1)),
            Task.start("b", parent, c -> sleep(20, c).map(2)));
    Future<List<Integer>> all = Gather.all(tasks.stream().map(Task::future).toList());
    parent.cancel();
    cancelled(all);
    assertThat(tasks).allMatch(Task::isCancelled);
  }

  @Test
  void aCancellationAfterTheEndChangesNothing() {
    Cancellation parent = new Cancellation();
    Task<Integer> task = Task.start("task", parent, c -> a.future());
    Future<List<Integer>> all = Gather.all(List.of(task.future()));
    a.complete(42);
    parent.cancel();
    assertThat(task.cancel()).isFalse();
    assertThat(all.result()).containsExactly(42);
  }

  @Test
  void theFirstToSucceedIsTheFirst() {
    Future<Integer> first = Gather.first(work);
    a.fail(new Crash("a"));
    pending(first);
    b.complete(2);
    assertThat(first.result()).isEqualTo(2);
    third.complete(3);
    assertThat(first.result()).isEqualTo(2);
  }

  @Test
  void whenAllFailTheLastIsTheFailureAndHoldsTheOthers() {
    Future<Integer> first = Gather.first(work);
    a.fail(new Crash("a"));
    third.fail(new Crash("third"));
    b.fail(new Crash("b"));
    assertThat(first.cause()).hasMessage("b");
    assertThat(first.cause().getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("a", "third");
  }

  // shield

  @Test
  void aShieldGivesTheResultAndTheFailure() {
    Future<Integer> result = Shield.of(a.future(), new Cancellation());
    Future<Integer> failure = Shield.of(b.future(), new Cancellation());
    a.complete(1);
    b.fail(new Crash("b"));
    assertThat(result.result()).isEqualTo(1);
    assertThat(failure.cause()).isInstanceOf(Crash.class);
  }

  @Test
  void aCancellationOfTheWorkReachesTheWaiter() {
    Task<Void> inner = Task.start("inner", c -> sleep(10, c));
    Future<Void> outer = Shield.of(inner.future(), new Cancellation());
    inner.cancel();
    cancelled(outer);
  }

  @Test
  void aCancellationOfTheWaiterDoesNotReachTheWork() {
    Task<Void> inner = Task.start("inner", c -> logged("worked", sleep(10, c)));
    Cancellation waiter = new Cancellation();
    Future<Void> outer = Shield.of(inner.future(), waiter);
    waiter.cancel();
    cancelled(outer);
    assertThat(inner.state()).isEqualTo(Task.State.RUNNING);
    pass(10);
    succeeded(inner.future());
    assertThat(log).containsExactly("worked");
  }

  @Test
  void whatHasEndedIsGivenAsItIs() {
    Future<Integer> ended = Future.succeededFuture(42);
    assertThat(Shield.of(ended, new Cancellation())).isSameAs(ended);
  }

  @Test
  void aGatheringMayBeShielded() {
    Cancellation waiter = new Cancellation();
    Future<List<Integer>> all = Gather.all(work);
    Future<List<Integer>> outer = Shield.of(all, waiter);
    waiter.cancel();
    cancelled(outer);
    a.complete(1);
    b.complete(2);
    third.complete(3);
    assertThat(all.result()).containsExactly(1, 2, 3);
  }

  @Test
  void shieldedWorkMayBeGathered() {
    Cancellation waiter = new Cancellation();
    Future<List<Integer>> all =
        Gather.all(List.of(Shield.of(a.future(), waiter), Shield.of(b.future(), waiter)));
    waiter.cancel();
    cancelled(all);
    a.complete(1);
    assertThat(a.future().result()).isEqualTo(1);
  }

  // tasks

  @Test
  void aTaskHasItsResultAndItsName() {
    Task<String> task = Task.start("t10", c -> Future.succeededFuture("ok"));
    assertThat(task.future().result()).isEqualTo("ok");
    assertThat(task.name()).isEqualTo("t10");
    assertThat(task.isCancelled()).isFalse();
  }

  @Test
  void aCancelledTaskKeepsTheReason() {
    Task<Void> task = Task.start("task", c -> sleep(10, c));
    assertThat(task.cancel("my message")).isTrue();
    cancelled(task.future());
    assertThat(task.future().cause()).hasMessage("my message");
    assertThat(task.cancel("again")).isFalse();
  }

  @Test
  void aTaskThatWasCancelledBeforeItBeganDoesNotBegin() {
    Cancellation parent = new Cancellation();
    parent.cancel("early");
    Task<Void> task = Task.start("task", parent, c -> logged("began", done()));
    cancelled(task.future());
    assertThat(task.future().cause()).hasMessage("early");
    assertThat(log).isEmpty();
  }

  @Test
  void aTaskMayCatchItsCancellationAndSucceed() {
    Task<Integer> task =
        Task.start("task", c -> sleep(10, c).map(0).recover(e -> Future.succeededFuture(42)));
    task.cancel();
    assertThat(task.future().result()).isEqualTo(42);
    assertThat(task.isCancelled()).isFalse();
  }

  @Test
  void aTaskMayIgnoreItsCancellation() {
    Task<Integer> task = Task.start("task", c -> sleep(10, new Cancellation()).map(7));
    task.cancel();
    pass(10);
    assertThat(task.future().result()).isEqualTo(7);
  }

  @Test
  void aTaskMayCancelItself() {
    Promise<Void> begun = Promise.promise();
    Task<Void>[] self = newArray();
    self[0] =
        Task.start(
            "self",
            c ->
                begun
                    .future()
                    .compose(
                        v -> {
                          self[0].cancel();
                          return sleep(100, c);
                        }));
    begun.complete();
    cancelled(self[0].future());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Task<Void>[] newArray() {
    return new Task[1];
  }

  @Test
  void aCancelledSleepEndsAtOnceAndLeavesNoTimer() {
    Task<Void> sleeper = Task.start("sleeper", c -> sleep(10_000, c));
    assertThat(timers.size()).isEqualTo(1);
    sleeper.cancel();
    cancelled(sleeper.future());
    assertThat(timers.size()).isZero();
  }

  @Test
  void whoAwaitsACancelledTaskIsToldSo() {
    Task<Void> inner = Task.start("inner", c -> sleep(10, c));
    Task<Void> outer = Task.start("outer", c -> inner.future());
    inner.cancel();
    cancelled(outer.future());
    assertThat(outer.state()).isEqualTo(Task.State.FAILED); // nobody had asked the outer one
  }
}
