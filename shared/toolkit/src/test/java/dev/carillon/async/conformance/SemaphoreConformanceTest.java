package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import io.vertx.core.Future;
import org.junit.jupiter.api.Test;

/** {@code SemaphoreTests} of CPython's test_locks. */
class SemaphoreConformanceTest extends Fixture {
  private AsyncSemaphore semaphore(int permits) {
    return AsyncSemaphore.of("semaphore", permits, timers);
  }

  private Future<Void> acquire(AsyncSemaphore semaphore, String who) {
    return logged(who, semaphore.acquire());
  }

  @Test
  void anInitialValueOfZeroIsLocked() {
    AsyncSemaphore none = semaphore(0);
    assertThat(none.available()).isZero();
    pending(none.acquire());
  }

  @Test
  void aPermitIsTakenAndGivenBack() {
    AsyncSemaphore one = semaphore(1);
    succeeded(one.acquire());
    assertThat(one.available()).isZero();
    one.release();
    assertThat(one.available()).isEqualTo(1);
  }

  @Test
  void aNegativeNumberOfPermitsIsAnError() {
    assertThatThrownBy(() -> semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void waitersGetPermitsInTheirOrder() {
    AsyncSemaphore three = semaphore(3);
    acquire(three, "1");
    acquire(three, "2");
    acquire(three, "3");
    Future<Void> fourth = acquire(three, "4");
    Future<Void> fifth = acquire(three, "5");
    pending(fourth);
    three.release();
    three.release();
    succeeded(fifth);
    assertThat(log).containsExactly("1", "2", "3", "4", "5");
    assertThat(three.available()).isZero();
  }

  @Test
  void aCancelledWaiterTakesNoPermit() {
    AsyncSemaphore one = semaphore(1);
    one.acquire();
    Task<Void> waiter = Task.start("waiter", c -> one.acquire(until(c)));
    waiter.cancel();
    cancelled(waiter.future());
    assertThat(one.waiting()).isZero();
    one.release();
    assertThat(one.available()).isEqualTo(1);
  }

  @Test
  void cancellingTheFirstWaitersPassesThePermitsToTheLast() {
    AsyncSemaphore none = semaphore(0);
    Cancellation firstThree = new Cancellation();
    for (int i = 0; i < 3; i++) {
      logged(i, none.acquire(until(firstThree)));
    }
    logged("last", none.acquire());
    firstThree.cancel();
    none.release();
    assertThat(log).containsExactly("last");
  }

  @Test
  void aWaiterThatIsCancelledBeforeTheReleaseIsPassedOver() {
    AsyncSemaphore one = semaphore(1);
    one.acquire();
    Task<Void> first = Task.start("first", c -> one.acquire(until(c)));
    Future<Void> second = one.acquire();
    first.cancel();
    one.release();
    cancelled(first.future());
    succeeded(second);
    assertThat(one.available()).isZero();
  }

  @Test
  void aWaiterIsNotForgottenWhenTheOneBeforeItIsCancelledAfterItsGrant() {
    AsyncSemaphore one = semaphore(1);
    one.acquire();
    Cancellation late = new Cancellation();
    Future<Void> first = one.acquire(until(late));
    Future<Void> second = one.acquire();
    one.release();
    late.cancel();
    succeeded(first);
    pending(second);
    one.release();
    succeeded(second);
  }

  @Test
  void aNewcomerGetsAPermitThatACancelledWaiterDidNotTake() {
    AsyncSemaphore one = semaphore(1);
    one.acquire();
    Task<Void> waiter = Task.start("waiter", c -> one.acquire(until(c)));
    one.release();
    one.release();
    waiter.cancel();
    succeeded(one.acquire());
  }

  @Test
  void onlyABoundedOneRefusesToBeReleasedTooOften() {
    AsyncSemaphore free = semaphore(1);
    free.release();
    assertThat(free.available()).isEqualTo(2);
    AsyncSemaphore bounded = AsyncSemaphore.bounded("bounded", 1, timers);
    assertThatThrownBy(bounded::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void releasingWithoutWaitersKeepsThePermit() {
    AsyncSemaphore one = semaphore(1);
    one.acquire();
    one.release();
    assertThat(one.tryAcquire()).isTrue();
    assertThat(one.tryAcquire()).isFalse();
  }

  /** Each waits, takes, and gives back; those who come later do not overtake. */
  @Test
  void theOrderIsThatOfTheCallsAlsoWhenPermitsComeBackInBetween() {
    AsyncSemaphore one = semaphore(1);
    for (String who : new String[] {"a", "b", "c"}) {
      one.withPermit(
          () -> {
            log.add(who + "1");
            return sleep(10, new Cancellation()).onSuccess(v -> log.add(who + "2"));
          });
    }
    pass(100);
    assertThat(log).containsExactly("a1", "a2", "b1", "b2", "c1", "c2");
  }

  @Test
  void aReleaseDuringTheWakeUpGoesToTheNextInTheQueue() {
    AsyncSemaphore one = semaphore(1);
    one.acquire();
    one.acquire()
        .onSuccess(
            v -> {
              log.add("first");
              one.release();
            });
    acquire(one, "second");
    one.release();
    assertThat(log).containsExactly("first", "second");
    assertThat(one.available()).isZero();
  }

  @Test
  void aReleaseForAFreshAcquireDoesNotOvertakeTheQueue() {
    AsyncSemaphore none = semaphore(0);
    acquire(none, "waiting");
    none.release();
    acquire(none, "fresh");
    assertThat(log).containsExactly("waiting");
    none.release();
    assertThat(log).containsExactly("waiting", "fresh");
  }
}
