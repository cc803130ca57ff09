package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.sync.AsyncBarrier;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import org.junit.jupiter.api.Test;

/** {@code BarrierTests} of CPython's test_locks. */
class BarrierConformanceTest extends Fixture {
  private final AsyncBarrier barrier = new AsyncBarrier("barrier", 3, timers);

  private static void broken(Future<?> future) {
    assertThat(future.cause()).isInstanceOf(BrokenBarrierException.class);
  }

  @Test
  void allGoOnWhenTheLastHasArrived() {
    Future<Integer> first = barrier.await();
    Future<Integer> second = barrier.await();
    pending(first);
    assertThat(barrier.waiting()).isEqualTo(2);
    Future<Integer> third = barrier.await();
    assertThat(List.of(first.result(), second.result(), third.result())).containsExactly(0, 1, 2);
    assertThat(barrier.waiting()).isZero();
    assertThat(barrier.isBroken()).isFalse();
  }

  @Test
  void thereIsAtLeastOneParty() {
    assertThatThrownBy(() -> new AsyncBarrier("none", 0, timers))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AsyncBarrier("less", -4, timers))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(barrier.parties()).isEqualTo(3);
  }

  @Test
  void aBarrierForOneDoesNotWait() {
    AsyncBarrier one = new AsyncBarrier("one", 1, timers);
    assertThat(one.await().result()).isZero();
    assertThat(one.await().result()).isZero();
  }

  @Test
  void itWorksRoundAfterRound() {
    for (int round = 0; round < 3; round++) {
      List<Future<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(barrier.await());
      }
      assertThat(all).extracting(Future::result).containsExactly(0, 1, 2);
    }
  }

  @Test
  void onePartyMayArriveTwiceAndWhoComesAfterARoundWaitsForTheNext() {
    barrier.await().onSuccess(place -> barrier.await().onSuccess(p -> log.add("again " + p)));
    barrier.await();
    barrier.await();
    assertThat(barrier.waiting()).isEqualTo(1);
    barrier.await();
    barrier.await();
    assertThat(log).containsExactly("again 0");
  }

  @Test
  void aCancelledPartyNoLongerCounts() {
    Task<Integer> leaving = Task.start("leaving", c -> barrier.await(until(c)));
    Future<Integer> staying = barrier.await();
    leaving.cancel();
    cancelled(leaving.future());
    barrier.await();
    pending(staying);
    barrier.await();
    succeeded(staying);
  }

  @Test
  void aTimedOutPartyNoLongerCounts() {
    Future<Integer> impatient = barrier.await(Wait.atMost(Duration.ofMillis(5)));
    pass(5);
    assertThat(impatient.cause()).isInstanceOf(WaitTimeoutException.class);
    assertThat(barrier.waiting()).isZero();
  }

  @Test
  void aResetSendsThoseAwayWhoWaitAndBeginsAnew() {
    Future<Integer> first = barrier.await();
    Future<Integer> second = barrier.await();
    barrier.reset();
    broken(first);
    broken(second);
    assertThat(barrier.isBroken()).isFalse();
    barrier.await();
    barrier.await();
    succeeded(barrier.await());
  }

  @Test
  void aResetOfAnEmptyBarrierChangesNothing() {
    barrier.reset();
    assertThat(barrier.isBroken()).isFalse();
    pending(barrier.await());
  }

  @Test
  void whoIsSentAwayMayComeBackAtOnce() {
    barrier.await().onFailure(e -> barrier.await().onSuccess(p -> log.add("back " + p)));
    barrier.reset();
    barrier.await();
    barrier.await();
    assertThat(log).containsExactly("back 0");
  }

  @Test
  void whoHasGoneOnDoesNotNoticeAReset() {
    List<Future<Integer>> gone = List.of(barrier.await(), barrier.await(), barrier.await());
    barrier.reset();
    gone.forEach(Fixture::succeeded);
  }

  @Test
  void anAbortedBarrierRefusesEveryoneUntilItIsReset() {
    Future<Integer> first = barrier.await();
    barrier.abort();
    broken(first);
    assertThat(barrier.isBroken()).isTrue();
    broken(barrier.await());
    barrier.reset();
    pending(barrier.await());
  }

  @Test
  void aPartyThatFailsMayAbortForTheOthers() {
    Future<Integer> other = barrier.await();
    Future.failedFuture(new Crash("no")).onFailure(e -> barrier.abort());
    broken(other);
    barrier.reset();
    assertThat(barrier.isBroken()).isFalse();
  }
}
