package dev.carillon.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.batch.Batcher;
import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.rate.RateLimiter;
import dev.carillon.async.rate.SlidingWindow;
import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskInfo;
import dev.carillon.async.task.Tasks;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What callers do wrong is theirs: it takes nothing from the others, and nothing is held for ever.
 */
class MisbehavingCallersTest {
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final List<Object> log = new ArrayList<>();

  /** As {@code Future.await} does on a virtual thread: a checked failure that nobody declared. */
  @SuppressWarnings("unchecked")
  private static <T, E extends Throwable> Future<T> sneaky() throws E {
    throw (E) new TimeoutException("sneaky");
  }

  private static void fails(Future<?> future) {
    assertThat(future.cause()).isInstanceOf(TimeoutException.class);
  }

  @Test
  void aCheckedExceptionThatNobodyDeclaredIsAFailureAndNothingStaysHeld() {
    AsyncLock lock = new AsyncLock("lock", timers, clock);
    fails(lock.withLock(MisbehavingCallersTest::<Void, RuntimeException>sneaky));
    assertThat(lock.isLocked()).isFalse();
    AsyncSemaphore semaphore = AsyncSemaphore.bounded("semaphore", 1, timers);
    fails(semaphore.withPermit(MisbehavingCallersTest::<Void, RuntimeException>sneaky));
    assertThat(semaphore.available()).isEqualTo(1);
    SingleFlight<String, Void> single =
        new SingleFlight<>(key -> MisbehavingCallersTest.<Void, RuntimeException>sneaky());
    fails(single.get("key"));
    fails(single.get("key"));
    Tasks tasks = new Tasks(clock);
    Task<Void> task =
        tasks.start("t", "me", c -> MisbehavingCallersTest.<Void, RuntimeException>sneaky());
    fails(task.future());
    assertThat(tasks.list()).isEmpty();
  }

  private <T> void thrower(Future<T> future) {
    future.onComplete(
        r -> {
          throw new IllegalStateException("a listener's own fault");
        });
  }

  private void note(Future<?> future) {
    future.onSuccess(v -> log.add("told"));
  }

  @Test
  void aListenerThatThrowsKeepsNobodyBehindItFromItsTurn() {
    AsyncEvent event = new AsyncEvent("event", timers);
    thrower(event.await());
    note(event.await());
    event.set();
    assertThat(log).hasSize(1);

    AsyncLock lock = new AsyncLock("lock", timers, clock);
    lock.acquire();
    thrower(lock.withLock(Future::succeededFuture));
    note(lock.acquire());
    lock.release();
    assertThat(log).hasSize(2);

    RateLimiter limiter =
        new RateLimiter("limiter", new SlidingWindow(1, Duration.ofSeconds(1)), timers, clock);
    limiter.acquire();
    thrower(limiter.acquire());
    note(limiter.acquire());
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofSeconds(1));
      timers.advance(Duration.ofSeconds(1));
    }
    assertThat(log).hasSize(3);

    List<Runnable> turn = new ArrayList<>();
    Batcher<Integer, Integer> batcher =
        new Batcher<>(
            turn::add,
            9,
            keys ->
                Future.succeededFuture(keys.stream().collect(Collectors.toMap(k -> k, k -> k))));
    thrower(batcher.get(1));
    note(batcher.get(2));
    turn.get(0).run();
    assertThat(log).hasSize(4);
  }

  /** A worker with a pool of its own waits for a lock and is undeployed. */
  @Test
  void aGrantToAContextThatIsGoneIsNotLost() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      AsyncLock lock = new AsyncLock("lock", timers, clock);
      lock.acquire();
      Promise<Void> waiting = Promise.promise();
      VerticleBase worker =
          new VerticleBase() {
            @Override
            public Future<?> start() {
              lock.acquire(Wait.FOREVER.named("gone")).onSuccess(v -> lock.release());
              waiting.complete();
              return waiting.future();
            }
          };
      String id =
          vertx
              .deployVerticle(
                  worker,
                  new DeploymentOptions()
                      .setThreadingModel(ThreadingModel.WORKER)
                      .setWorkerPoolName("its own"))
              .await(30, TimeUnit.SECONDS);
      vertx.undeploy(id).await(30, TimeUnit.SECONDS);
      lock.release();
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (lock.isLocked() && System.nanoTime() < end) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(lock.isLocked()).isFalse();
    } finally {
      vertx.close().await(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTaskThatHasEndedKeepsNothingOfItsWork() {
    Tasks tasks = new Tasks(clock);
    WeakReference<byte[]> result = run(tasks);
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (result.get() != null && System.nanoTime() < end) {
      System.gc();
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(result.get()).isNull();
  }

  private static WeakReference<byte[]> run(Tasks tasks) {
    byte[] result = new byte[1 << 20];
    assertThat(tasks.start("big", "me", c -> Future.succeededFuture(result)).future().succeeded())
        .isTrue();
    return new WeakReference<>(result);
  }

  @Test
  void aTaskInBlockingStyleCanBeCancelledWhileItsBodyRuns() {
    Tasks tasks = new Tasks(clock);
    Task<Void> task =
        tasks.start(
            "blocking",
            "me",
            c -> {
              TaskInfo info = tasks.list().get(0);
              log.add(info.cancellable());
              log.add(tasks.cancel(info.id(), "not needed"));
              return Sleep.of(Duration.ofSeconds(1), timers, c);
            });
    assertThat(log).containsExactly(true, true);
    assertThat(task.isCancelled()).isTrue();
  }

  @Test
  void whatAQueueCannotHoldIsRefusedAndNotCounted() {
    AsyncQueue<String> fifo = AsyncQueue.fifo("fifo", 1, timers);
    assertThatThrownBy(() -> fifo.put(null)).isInstanceOf(NullPointerException.class);
    AsyncQueue<Object> priority =
        AsyncQueue.priority("priority", 1, Comparator.comparing(o -> (Integer) o), timers);
    priority.put(1);
    assertThatThrownBy(() -> priority.put(new Object())).isInstanceOf(ClassCastException.class);
    priority.tryGet();
    priority.taskDone();
    assertThat(fifo.join(Wait.FOREVER).succeeded()).isTrue();
    assertThat(priority.join(Wait.FOREVER).succeeded()).isTrue();
  }

  @Test
  void aSemaphoreWithoutPermitsCannotBeReleasedToItsWaiters() {
    AsyncSemaphore none = AsyncSemaphore.bounded("none", 0, timers);
    Future<Void> waiter = none.acquire();
    assertThatThrownBy(none::release).isInstanceOf(IllegalStateException.class);
    assertThat(waiter.isComplete()).isFalse();
  }

  @Test
  void whoWaitsInALongQueueHearsOfTheFirstTenOnly() {
    AsyncLock lock = new AsyncLock("lock", timers, clock);
    lock.acquire();
    for (int i = 0; i < 1_000; i++) {
      lock.acquire(Wait.FOREVER.named("w" + i));
    }
    Future<Void> late = lock.acquire(Wait.atMost(Duration.ofMillis(5)));
    timers.advance(Duration.ofMillis(5));
    assertThat(late.cause())
        .hasMessageEndingWith(
            "also waiting: [w0, w1, w2, w3, w4, w5, w6, w7, w8, w9, and 990 more]");
  }

  @Test
  void aListenerOfACancellationThatThrowsDoesNotKeepTheOthersFromHearing() {
    Cancellation cancellation = new Cancellation();
    cancellation.onCancel(
        () -> {
          throw new AssertionError("first");
        });
    cancellation.onCancel(() -> log.add("second"));
    assertThatThrownBy(cancellation::cancel).isInstanceOf(AssertionError.class);
    assertThat(log).containsExactly("second");
  }
}
