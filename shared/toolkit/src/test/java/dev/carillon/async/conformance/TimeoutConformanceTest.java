package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** CPython's test_timeouts and test_waitfor. */
class TimeoutConformanceTest extends Fixture {
  private final Cancellation outside = new Cancellation();

  private <T> Future<T> within(long millis, Function<Cancellation, Future<T>> body) {
    return Timeouts.within(Duration.ofMillis(millis), timers, body);
  }

  private <T> Future<T> until(
      long millis, Cancellation parent, Function<Cancellation, Future<T>> body) {
    Deadline deadline = Deadline.in(Duration.ofMillis(millis), clock);
    return Timeouts.until(deadline, timers, clock, parent, body);
  }

  private static void timedOut(Future<?> future) {
    assertThat(future.cause()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void workThatTakesLongerIsCancelledAndTimesOut() {
    Future<Void> result = within(10, c -> sleep(1000, c).onFailure(log::add));
    pass(10);
    timedOut(result);
    assertThat(log).singleElement().asString().contains("took longer than 10 ms");
  }

  @Test
  void aDeadlineIsToldToTheWorkAndKept() {
    Future<Void> result =
        until(
            10,
            outside,
            c -> {
              log.add(c.deadline().remainingMillis(clock));
              return sleep(1000, c);
            });
    pass(10);
    timedOut(result);
    assertThat(log).containsExactly(10L);
  }

  @Test
  void ofNestedLimitsTheOuterOneTellsAndTheInnerWorkIsCancelled() {
    Future<Void> result =
        until(
            10,
            outside,
            outer ->
                until(20, outer, inner -> sleep(1000, inner).onFailure(e -> log.add("inner"))));
    pass(10);
    timedOut(result);
    assertThat(log).containsExactly("inner");
  }

  @Test
  void aParentsDeadlineReachesItsChildren() {
    until(
        10,
        outside,
        outer ->
            until(
                10_000,
                outer,
                inner -> {
                  log.add(inner.deadline().remainingMillis(clock));
                  return sleep(1000, inner);
                }));
    pass(10);
    assertThat(log).containsExactly(10L);
    assertThat(timers.size()).isZero();
  }

  @Test
  void workThatEndsInTimeIsNotDisturbedAndLeavesNoTimer() {
    Future<Void> result = within(1000, c -> sleep(10, c));
    pass(10);
    succeeded(result);
    assertThat(timers.size()).isZero();
  }

  @Test
  void withoutALimitNothingTimesOut() {
    Task<Void> task = Task.start("task", c -> sleep(100_000, c));
    pass(1000);
    assertThat(task.state()).isEqualTo(Task.State.RUNNING);
    task.cancel();
  }

  @Test
  void noTimeAtAllTimesOutWithoutABeginning() {
    for (long none : new long[] {0, -11}) {
      timedOut(within(none, c -> logged("began", sleep(10, c))));
      timedOut(until(none, outside, c -> logged("began", done())));
    }
    assertThat(log).isEmpty();
  }

  @Test
  void theWorksOwnFailurePassesThrough() {
    Future<Void> result = within(10, c -> Future.failedFuture(new Crash("own")));
    assertThat(result.cause()).isInstanceOf(Crash.class);
    assertThat(timers.size()).isZero();
  }

  @Test
  void aFailureOfTheCleanUpIsTheResult() {
    Future<Void> result = within(10, c -> crashInCleanUp(c, "clean-up"));
    pass(10);
    assertThat(result.cause()).hasMessage("clean-up");
  }

  @Test
  void aCancellationFromOutsideIsNoTimeOut() {
    Future<Void> result = until(10_000, outside, c -> sleep(1000, c));
    outside.cancel();
    cancelled(result);
    assertThat(timers.size()).isZero();
  }

  @Test
  void aCancellationFromOutsideIsNoTimeOutAlsoWhenTheCleanUpLastsBeyondTheLimit() {
    Future<Void> result =
        until(300, outside, c -> sleep(10_000, c).eventually(() -> sleep(600, new Cancellation())));
    pass(100);
    outside.cancel("the client left");
    pass(600);
    cancelled(result);
    assertThat(result.cause()).hasMessage("the client left");
  }

  @Test
  void theOneWhoWaitsIsNotCancelledByATimeOutInside() {
    Task<Void> outer =
        Task.start(
            "outer",
            c ->
                Timeouts.<Void>within(Duration.ofMillis(1), timers, d -> sleep(1000, d))
                    .recover(late -> done()));
    pass(1);
    assertThat(outer.state()).isEqualTo(Task.State.SUCCEEDED);
  }

  @Test
  void anOuterLimitStillCountsAfterAnInnerOneHasPassed() {
    Future<Void> result =
        until(
            100,
            outside,
            c ->
                until(10, c, d -> sleep(1000, d))
                    .recover(late -> logged("inner", sleep(10_000, c))));
    pass(99);
    pending(result);
    pass(1);
    timedOut(result);
  }

  @Test
  void aCleanUpMayHaveALimitOfItsOwn() {
    Future<Void> result =
        within(
            10,
            c ->
                sleep(1000, c)
                    .eventually(
                        () ->
                            within(10, d -> sleep(10_000, d))
                                .recover(late -> logged("given up", done()))));
    pass(10);
    pending(result);
    pass(10);
    timedOut(result);
    assertThat(log).containsExactly("given up");
  }

  @Test
  void afterACancellationALimitWorksAsBefore() {
    outside.cancel();
    Future<Void> late = within(5, d -> sleep(1000, d));
    pass(5);
    timedOut(late);
    cancelled(until(1000, outside, c -> sleep(1000, c)));
  }

  @Test
  void theMessageNamesTheTaskAndTheLimit() {
    Task<Void> task = Task.start("slow task", c -> sleep(1000, c));
    Future<Void> result = Timeouts.within(Duration.ofMillis(5), timers, task);
    pass(5);
    assertThat(result.cause()).hasMessage("slow task took longer than 5 ms");
  }

  // test_waitfor

  @Test
  void cancellingAWaitWaitsForTheCleanUp() {
    Future<Void> result =
        until(
            1000,
            outside,
            c -> sleep(500, c).eventually(() -> logged("exited", sleep(20, new Cancellation()))));
    outside.cancel();
    pending(result);
    pass(20);
    cancelled(result);
    assertThat(log).containsExactly("exited");
  }

  @Test
  void whatHasEndedIsGivenAlsoWithoutTime() {
    Task<String> ended = Task.start("ended", c -> Future.succeededFuture("done"));
    assertThat(Timeouts.within(Duration.ZERO, timers, ended).result()).isEqualTo("done");
  }

  @Test
  void aTaskThatHasBegunIsCancelledWhenThereIsNoTime() {
    Task<Void> task = Task.start("begun", c -> sleep(1000, c));
    Future<Void> result = Timeouts.within(Duration.ZERO, timers, task);
    pass(1);
    timedOut(result);
    assertThat(task.isCancelled()).isTrue();
  }

  @Test
  void aTaskThatTakesLongerIsCancelled() {
    Task<Void> task = Task.start("long", c -> sleep(1000, c));
    Future<Void> result = Timeouts.within(Duration.ofMillis(100), timers, task);
    pass(100);
    timedOut(result);
    assertThat(task.isCancelled()).isTrue();
  }

  @Test
  void aResultInTimeIsTheResult() {
    Promise<String> promise = Promise.promise();
    Future<String> result = within(200, c -> promise.future());
    pass(100);
    promise.complete("ok");
    assertThat(result.result()).isEqualTo("ok");
  }

  @Test
  void aResultDespiteTheCancellationIsTheResult() {
    Future<Integer> result =
        within(10, c -> sleep(1000, c).transform(cancelled -> Future.succeededFuture(1)));
    pass(10);
    assertThat(result.result()).isEqualTo(1);
  }

  @Test
  void theCleanUpIsWaitedForAlsoWithoutTime() {
    Task<Void> task =
        Task.start("tidy", c -> sleep(1000, c).eventually(() -> sleep(30, new Cancellation())));
    Future<Void> result = Timeouts.within(Duration.ZERO, timers, task);
    pass(29);
    pending(result);
    pass(2);
    timedOut(result);
  }

  /** There the second cancellation breaks the wait off; here one waits for what one cancelled. */
  @Test
  void workThatDelaysItsCancellationIsWaitedFor() {
    Future<Integer> result =
        within(
            100, c -> sleep(300, c).transform(cancelled -> sleep(300, new Cancellation()).map(42)));
    pass(399);
    pending(result);
    pass(1);
    assertThat(result.result()).isEqualTo(42);
  }

  @Test
  void cancellingTheOneWhoWaitsCancelsTheWork() {
    Task<Void> waiter =
        Task.start(
            "waiter",
            c -> Timeouts.within(Duration.ofSeconds(60), timers, c, d -> sleep(10_000, d)));
    waiter.cancel();
    assertThat(waiter.state()).isEqualTo(Task.State.CANCELLED);
    assertThat(timers.size()).isZero();
  }

  @Test
  void cancellingTheWaitCancelsTheWork() {
    Task<Void> inner = Task.start("inner", outside, c -> sleep(60_000, c));
    Future<Void> wait = Timeouts.within(Duration.ofSeconds(60), timers, inner);
    outside.cancel();
    cancelled(wait);
    assertThat(inner.isCancelled()).isTrue();
    assertThat(timers.size()).isZero();
  }
}
