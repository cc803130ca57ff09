package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;

/** {@code LockTests} and {@code EventTests} of CPython's test_locks. */
class LockConformanceTest extends Fixture {
  private final AsyncLock lock = new AsyncLock("lock", timers, clock);
  private final AsyncEvent event = new AsyncEvent("event", timers);

  @Test
  void aLockIsHeldFromAcquireToRelease() {
    assertThat(lock.isLocked()).isFalse();
    succeeded(lock.acquire());
    assertThat(lock.isLocked()).isTrue();
    lock.release();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void waitersAcquireOneAfterTheOtherInTheirOrder() {
    lock.acquire();
    Future<Void> first = logged(1, lock.acquire());
    Future<Void> second = logged(2, lock.acquire());
    pending(first);
    lock.release();
    succeeded(first);
    pending(second);
    Future<Void> third = logged(3, lock.acquire());
    lock.release();
    lock.release();
    succeeded(third);
    assertThat(log).containsExactly(1, 2, 3);
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void aCancelledWaiterLeavesTheQueue() {
    lock.acquire();
    Task<Void> waiter = Task.start("waiter", c -> lock.acquire(until(c)));
    waiter.cancel();
    cancelled(waiter.future());
    lock.release();
    assertThat(lock.isLocked()).isFalse();
  }

  /** With a, b, c in the queue and b cancelled while a holds it, c is next. */
  @Test
  void cancellingAWaiterWhileAnotherIsWokenLosesNoWakeUp() {
    lock.acquire();
    Task<Void> a = Task.start("a", c -> logged("a", lock.acquire(until(c))));
    Task<Void> b = Task.start("b", c -> logged("b", lock.acquire(until(c))));
    Task<Void> third = Task.start("c", c -> logged("c", lock.acquire(until(c))));
    lock.release();
    b.cancel();
    lock.release();
    succeeded(a.future());
    cancelled(b.future());
    succeeded(third.future());
    assertThat(log).containsExactly("a", "c");
  }

  @Test
  void aWaiterThatIsCancelledBeforeTheReleaseIsPassedOver() {
    lock.acquire();
    Task<Void> first = Task.start("first", c -> lock.acquire(until(c)));
    Future<Void> second = lock.acquire();
    first.cancel();
    lock.release();
    cancelled(first.future());
    succeeded(second);
  }

  /** The release was given to the waiter: a cancellation after that comes too late. */
  @Test
  void aCancellationAfterTheHandOverComesTooLate() {
    lock.acquire();
    Cancellation late = new Cancellation();
    Future<Void> waiter = lock.acquire(until(late));
    Future<Void> next = lock.acquire();
    lock.release();
    late.cancel();
    succeeded(waiter);
    assertThat(lock.isLocked()).isTrue();
    lock.release();
    succeeded(next);
  }

  @Test
  void aFinishedWaiterThatIsCancelledDoesNotHandTheLockOnTwice() {
    lock.acquire();
    Task<Void> waiter = Task.start("waiter", c -> lock.acquire(until(c)));
    lock.release();
    assertThat(waiter.cancel()).isFalse();
    assertThat(lock.isLocked()).isTrue();
    pending(lock.acquire());
  }

  @Test
  void releasingWhatIsNotHeldIsAnError() {
    assertThatThrownBy(lock::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void releasingWithoutWaitersLeavesItFree() {
    lock.acquire();
    lock.release();
    assertThat(lock.isLocked()).isFalse();
    assertThat(lock.tryAcquire()).isTrue();
  }

  @Test
  void withLockHoldsItForAsLongAsTheActionRuns() {
    Promise<String> action = Promise.promise();
    Future<String> result = lock.withLock(action::future);
    assertThat(lock.isLocked()).isTrue();
    action.complete("done");
    assertThat(lock.isLocked()).isFalse();
    assertThat(result.result()).isEqualTo("done");
  }

  @Test
  void withLockReleasesItAlsoAfterAnError() {
    Future<Void> result =
        lock.withLock(
            () -> {
              throw new AssertionError("boom");
            });
    assertThat(result.cause()).hasMessage("boom");
    assertThat(lock.isLocked()).isFalse();
  }

  /** As after {@code async with}: the one who released goes on first, the next holder after it. */
  @Test
  void whoReleasedGoesOnBeforeTheNextHolder() {
    Promise<Void> action = Promise.promise();
    lock.withLock(action::future).onSuccess(v -> log.add("released"));
    lock.withLock(
        () -> {
          log.add("next");
          return done();
        });
    action.complete();
    assertThat(log).containsExactly("released", "next");
  }

  @Test
  void anEventWakesAllWhoWait() {
    logged(1, event.await());
    logged(2, event.await());
    assertThat(log).isEmpty();
    Future<Void> third = logged(3, event.await());
    event.set();
    succeeded(third);
    assertThat(log).containsExactly(1, 2, 3);
  }

  @Test
  void oneDoesNotWaitForAnEventThatIsSet() {
    event.set();
    succeeded(event.await());
  }

  @Test
  void aCancelledWaiterOfAnEventIsForgotten() {
    Task<Void> waiter = Task.start("waiter", c -> event.await(until(c)));
    waiter.cancel();
    cancelled(waiter.future());
    event.set();
    assertThat(waiter.isCancelled()).isTrue();
  }

  @Test
  void aClearedEventIsNotSet() {
    assertThat(event.isSet()).isFalse();
    event.set();
    assertThat(event.isSet()).isTrue();
    event.clear();
    assertThat(event.isSet()).isFalse();
    pending(event.await());
  }

  @Test
  void clearingAtOnceStillWakesThoseWhoWaited() {
    Future<Void> first = event.await();
    event.set();
    event.clear();
    succeeded(first);
    pending(event.await());
    event.set();
    event.set();
    assertThat(event.isSet()).isTrue();
  }
}
