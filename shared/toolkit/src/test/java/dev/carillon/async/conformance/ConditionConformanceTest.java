package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.sync.AsyncCondition;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Timeouts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** {@code ConditionTests} of CPython's test_locks. */
class ConditionConformanceTest extends Fixture {
  private final AsyncLock lock = new AsyncLock("lock", timers, clock);
  private final AsyncCondition condition = new AsyncCondition("condition", lock);

  private Task<Void> waiter(int number) {
    return Task.start(
        "waiter " + number,
        c -> lock.withLock(() -> condition.await(until(c)).onSuccess(v -> log.add(number))));
  }

  private void notifying(int n) {
    lock.withLock(
        () -> {
          condition.notify(n);
          return done();
        });
  }

  @Test
  void notifiedWaitersGoOnInTheirOrderEachWithTheLock() {
    waiter(1);
    waiter(2);
    waiter(3);
    assertThat(log).isEmpty();
    notifying(1);
    assertThat(log).containsExactly(1);
    assertThat(lock.isLocked()).isFalse();
    notifying(2);
    assertThat(log).containsExactly(1, 2, 3);
  }

  @Test
  void aNotifiedWaiterWaitsForTheLock() {
    waiter(1);
    lock.acquire();
    condition.notify(1);
    assertThat(log).isEmpty();
    lock.release();
    assertThat(log).containsExactly(1);
  }

  @Test
  void aCancelledWaiterHoldsTheLockAgainBeforeItEnds() {
    Task<Void> waiter = waiter(1);
    waiter.cancel();
    cancelled(waiter.future());
    assertThat(lock.isLocked()).isFalse(); // withLock has released it: so it was held again
  }

  @Test
  void aCancelledWaiterWaitsForALockThatIsContested() {
    Task<Void> waiter = waiter(1);
    lock.acquire();
    waiter.cancel();
    pending(waiter.future());
    lock.release();
    cancelled(waiter.future());
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aCancellationAfterTheNotificationDoesNotLoseTheLock() {
    Task<Void> waiter = waiter(1);
    lock.acquire();
    condition.notify(1);
    waiter.cancel();
    lock.release();
    succeeded(waiter.future()); // it had been notified
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void waitingAndNotifyingNeedTheLock() {
    assertThatThrownBy(() -> condition.await(Wait.FOREVER))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> condition.awaitUntil(() -> true, Wait.FOREVER))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> condition.notify(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(condition::notifyEveryone).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPredicateIsLookedAtAfterEachNotification() {
    AtomicInteger value = new AtomicInteger();
    Future<Void> waiting =
        lock.withLock(() -> condition.awaitUntil(() -> value.get() == 2, Wait.FOREVER));
    notifying(1);
    pending(waiting);
    value.set(2);
    notifying(1);
    succeeded(waiting);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void notifyWakesAtMostAsManyAsWaitAndEveryoneWakesAll() {
    waiter(1);
    waiter(2);
    notifying(2048);
    assertThat(log).containsExactly(1, 2);
    waiter(3);
    waiter(4);
    lock.withLock(
        () -> {
          condition.notifyEveryone();
          return done();
        });
    assertThat(log).containsExactly(1, 2, 3, 4);
  }

  @Test
  void severalConditionsMayShareOneLock() {
    AsyncCondition other = new AsyncCondition("other", lock);
    waiter(1);
    lock.withLock(
        () -> {
          other.notifyEveryone();
          return done();
        });
    assertThat(log).isEmpty();
    notifying(1);
    assertThat(log).containsExactly(1);
  }

  @Test
  void aTimeOutInsideTheLockEndsWithTheLockHeldAndThenReleased() {
    Future<Void> result =
        lock.withLock(
            () -> Timeouts.within(Duration.ofMillis(10), timers, c -> condition.await(until(c))));
    assertThat(lock.isLocked()).isFalse();
    pass(10);
    assertThat(result.cause()).isInstanceOf(TimeoutException.class);
    assertThat(lock.isLocked()).isFalse();
    succeeded(lock.acquire());
  }
}
