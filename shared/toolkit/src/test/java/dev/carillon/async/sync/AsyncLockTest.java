package dev.carillon.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.task.Cancellation;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class AsyncLockTest {
  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final AsyncLock lock = new AsyncLock("ledger", timers, clock);

  @Test
  void waitersGetItInTheOrderInWhichTheyCame() {
    List<Integer> order = new ArrayList<>();
    lock.acquire();
    for (int i = 0; i < 3; i++) {
      int me = i;
      lock.acquire().onSuccess(v -> order.add(me));
    }
    for (int i = 0; i < 3; i++) {
      lock.release();
    }
    assertThat(order).containsExactly(0, 1, 2);
    assertThat(lock.isLocked()).isTrue();
    lock.release();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void nobodyOvertakesThoseWhoWait() {
    lock.acquire();
    Future<Void> first = lock.acquire();
    lock.release();
    assertThat(lock.tryAcquire()).isFalse(); // it is the first waiter's already
    assertThat(first.succeeded()).isTrue();
  }

  @Test
  void releasingAFreeLockIsAnError() {
    assertThatThrownBy(lock::release).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whoTimesOutLearnsWhoHoldsItSinceWhenAndWhoElseWaits() {
    lock.acquire(Wait.FOREVER.named("import 7"));
    clock.advance(Duration.ofSeconds(12));
    Future<Void> late = lock.acquire(Wait.atMost(Duration.ofSeconds(1)).named("report"));
    lock.acquire(Wait.FOREVER.named("export"));
    timers.advance(Duration.ofSeconds(1));
    assertThat(late.cause())
        .isInstanceOf(WaitTimeoutException.class)
        .hasMessageContaining("held by import 7 for 12 s")
        .hasMessageContaining("[export]");
  }

  @Test
  void aWaiterThatGaveUpIsPassedOverAndLosesNothing() {
    Cancellation cancellation = new Cancellation();
    lock.acquire();
    Future<Void> cancelled = lock.acquire(Wait.until(cancellation));
    Future<Void> timedOut = lock.acquire(Wait.atMost(Duration.ofSeconds(1)));
    Future<Void> patient = lock.acquire();
    cancellation.cancel();
    timers.advance(Duration.ofSeconds(1));
    assertThat(cancelled.cause()).isInstanceOf(CancellationException.class);
    assertThat(timedOut.cause()).isInstanceOf(WaitTimeoutException.class);
    lock.release();
    assertThat(patient.succeeded()).isTrue();
    assertThat(timers.size()).isZero();
  }

  @Test
  void aTimeOutAfterTheGrantChangesNothing() {
    lock.acquire();
    Future<Void> granted = lock.acquire(Wait.atMost(Duration.ofSeconds(1)));
    lock.release();
    timers.advance(Duration.ofSeconds(2));
    assertThat(granted.succeeded()).isTrue();
    lock.release();
    assertThat(lock.tryAcquire()).isTrue();
  }

  @Test
  void anAlreadyCancelledWaiterDoesNotWait() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    lock.acquire();
    assertThat(lock.acquire(Wait.until(cancellation)).cause())
        .isInstanceOf(CancellationException.class);
    lock.release();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void withLockReleasesAfterSuccessFailureAndThrow() {
    assertThat(lock.withLock(() -> Future.succeededFuture(1)).result()).isEqualTo(1);
    assertThat(lock.withLock(() -> Future.failedFuture("no")).failed()).isTrue();
    assertThat(
            lock.withLock(
                    () -> {
                      throw new IllegalStateException("thrown");
                    })
                .failed())
        .isTrue();
    assertThat(lock.withLock(() -> null).failed()).isTrue();
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void eachWaiterIsWokenOnItsOwnContext(Vertx vertx) {
    lock.acquire();
    List<Future<Boolean>> onOwnContext = new ArrayList<>();
    CountDownLatch queued = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      Context context = vertx.getOrCreateContext();
      Promise<Boolean> woken = Promise.promise();
      onOwnContext.add(woken.future());
      context.runOnContext(
          v -> {
            lock.acquire()
                .onSuccess(
                    x -> {
                      woken.complete(Vertx.currentContext() == context);
                      lock.release();
                    });
            queued.countDown();
          });
    }
    await(queued);
    lock.release();
    onOwnContext.forEach(f -> assertThat(f.await()).isTrue());
  }

  @Test
  void aLongQueueOfWaitersWithoutAContextDoesNotExhaustTheStack() {
    AtomicInteger woken = new AtomicInteger();
    lock.acquire();
    for (int i = 0; i < 100_000; i++) {
      lock.acquire()
          .onSuccess(
              v -> {
                woken.incrementAndGet();
                lock.release();
              });
    }
    lock.release();
    assertThat(woken).hasValue(100_000);
    assertThat(lock.isLocked()).isFalse();
  }

  /** The guide's demonstration: without the lock updates are lost, with it never. */
  @Test
  void theCounterLosesUpdatesWithoutTheLockAndNeverWithIt(Vertx vertx) {
    AtomicInteger bare = new AtomicInteger();
    AtomicInteger guarded = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(readThenWrite(vertx, bare));
      all.add(lock.withLock(() -> readThenWrite(vertx, guarded)));
    }
    Future.all(all).await();
    assertThat(guarded.get()).isEqualTo(100);
    assertThat(bare.get()).isLessThan(100);
  }

  private static Future<Void> readThenWrite(Vertx vertx, AtomicInteger counter) {
    int read = counter.get();
    Promise<Void> written = Promise.promise();
    vertx.runOnContext(
        v -> {
          counter.set(read + 1);
          written.complete();
        });
    return written.future();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
