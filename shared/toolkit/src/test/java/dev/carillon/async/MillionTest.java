package dev.carillon.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.rate.Debouncer;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Tasks;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A million calls leave no more behind than a thousand do. */
class MillionTest {
  private static final int WARM_UP = 1_000;
  private static final int MILLION = 1_000_000;
  private static final long MAX_GROWTH = 2L << 20;

  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();

  private void leavesNothing(Runnable call) {
    for (int i = 0; i < WARM_UP; i++) {
      call.run();
    }
    long before = usedAfterCollection();
    for (int i = 0; i < MILLION; i++) {
      call.run();
    }
    assertThat(usedAfterCollection() - before).isLessThan(MAX_GROWTH);
    assertThat(timers.size()).isLessThanOrEqualTo(1);
  }

  /** The least of several looks: collections run beside the test. */
  private static long usedAfterCollection() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }

  @Test
  void acquireAndReleaseOfALockWithAWaiter() {
    AsyncLock lock = new AsyncLock("lock", timers, clock);
    Wait wait = Wait.atMost(Duration.ofSeconds(1)).named("waiter");
    leavesNothing(
        () -> {
          lock.acquire();
          lock.acquire(wait).onSuccess(v -> lock.release());
          lock.release();
        });
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void acquireAndReleaseOfASemaphoreWithAWaiterThatGivesUp() {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded("semaphore", 1, timers);
    Cancellation process = new Cancellation();
    leavesNothing(
        () -> {
          semaphore.acquire();
          Cancellation request = process.child();
          semaphore.acquire(Wait.until(request));
          request.cancel();
          semaphore.release();
        });
    assertThat(semaphore.available()).isEqualTo(1);
  }

  @Test
  void putAndGet() {
    AsyncQueue<Integer> queue = AsyncQueue.fifo("queue", 2, timers);
    leavesNothing(
        () -> {
          Future<Integer> waiting = queue.get();
          queue.put(1);
          queue.put(2);
          queue.get();
          assertThat(waiting.isComplete()).isTrue();
          queue.taskDone();
          queue.taskDone();
        });
    assertThat(queue.size()).isZero();
  }

  @Test
  void debounce() {
    Debouncer debouncer = new Debouncer(Duration.ofMillis(100), timers);
    leavesNothing(() -> debouncer.call(Future::succeededFuture));
  }

  @Test
  void tasksOfOneParentAndOneRegistry() {
    Tasks tasks = new Tasks(clock);
    Cancellation process = new Cancellation();
    leavesNothing(
        () -> {
          Task<Void> task =
              tasks.start(
                  "short", "me", process, c -> Task.start("inner", c, d -> done()).future());
          assertThat(task.state()).isEqualTo(Task.State.SUCCEEDED);
        });
    assertThat(tasks.list()).isEmpty();
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }
}
