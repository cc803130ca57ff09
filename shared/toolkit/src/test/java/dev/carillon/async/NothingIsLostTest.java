package dev.carillon.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.batch.Batcher;
import dev.carillon.async.batch.GroupCommit;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.rate.RateLimiter;
import dev.carillon.async.rate.SlidingWindow;
import dev.carillon.async.sync.AsyncBarrier;
import dev.carillon.async.sync.AsyncCondition;
import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Timers;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Between the moment at which somebody is registered and the one at which it is served, other
 * people's code runs: timers, executors, comparators, maps. What that throws is a failure of the
 * one whom it concerns, and takes nothing from anybody else.
 */
@ExtendWith(LoopGuard.class)
class NothingIsLostTest {
  private static final Wait WAIT = Wait.atMost(Duration.ofSeconds(1));

  private final ManualClock clock = new ManualClock();

  /** As those of a Vert.x that is closed. */
  private final Timers refusing =
      (delay, action) -> {
        throw new RejectedExecutionException("closed");
      };

  /** Taken back too late, when their Vert.x is closed. */
  private final Timers clinging =
      (delay, action) ->
          () -> {
            throw new RejectedExecutionException("closed");
          };

  private static void refused(Future<?> future) {
    assertThat(future.cause()).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void whoseTimerCannotBeSetHasNotWaited() {
    AsyncLock lock = new AsyncLock("lock", refusing, clock);
    lock.acquire();
    refused(lock.acquire(WAIT));
    lock.release();
    assertThat(lock.isLocked()).isFalse();

    AsyncSemaphore semaphore = AsyncSemaphore.bounded("semaphore", 1, refusing);
    semaphore.acquire();
    refused(semaphore.acquire(WAIT));
    semaphore.release();
    assertThat(semaphore.available()).isEqualTo(1);

    AsyncQueue<String> queue = AsyncQueue.fifo("queue", 1, refusing);
    refused(queue.get(WAIT));
    queue.put("kept");
    refused(queue.put("not put", WAIT));
    refused(queue.join(WAIT));
    assertThat(queue.get().result()).isEqualTo("kept");
    assertThat(queue.size()).isZero();

    AsyncBarrier barrier = new AsyncBarrier("barrier", 2, refusing);
    refused(barrier.await(WAIT));
    assertThat(barrier.waiting()).isZero();

    AsyncEvent event = new AsyncEvent("event", refusing);
    refused(event.await(WAIT));

    AsyncCondition condition = new AsyncCondition("condition", lock);
    refused(lock.withLock(() -> condition.await(WAIT)));
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void workWhoseTimerCannotBeSetIsCalledOffAndWaitedFor() {
    Promise<Void> cleanUp = Promise.promise();
    Future<Void> limited =
        Timeouts.within(
            Duration.ofSeconds(1),
            refusing,
            c -> {
              Promise<Void> work = Promise.promise();
              c.onCancel(() -> cleanUp.future().onComplete(r -> work.fail(c.exception())));
              return work.future();
            });
    assertThat(limited.isComplete()).isFalse();
    cleanUp.complete();
    refused(limited);
    refused(Sleep.of(Duration.ofSeconds(1), refusing, new Cancellation()));
    RateLimiter limiter =
        new RateLimiter("limiter", new SlidingWindow(1, Duration.ofDays(1)), refusing, clock);
    limiter.acquire();
    refused(limiter.acquire());
    refused(limiter.acquire()); // its turn came back
  }

  @Test
  void whatIsGrantedArrivesAlsoWhenItsTimerCannotBeTakenBack() {
    AsyncLock lock = new AsyncLock("lock", clinging, clock);
    lock.acquire();
    Future<Void> next = lock.acquire(WAIT);
    lock.release();
    assertThat(next.succeeded()).isTrue();
    AsyncEvent event = new AsyncEvent("event", clinging);
    Future<Void> first = event.await(WAIT);
    Future<Void> second = event.await(WAIT);
    event.set();
    assertThat(first.succeeded() && second.succeeded()).isTrue();
  }

  @Test
  void timersOfAVertxThatIsClosedAreTakenBackWithoutAWord() throws Exception {
    Vertx closing = Vertx.vertx();
    Timers.Pending pending = Timers.of(closing).after(Duration.ofHours(1), () -> {});
    closing.close().await(30, TimeUnit.SECONDS);
    pending.cancel();
  }

  /** Orders numbers, and cannot compare what is not of one kind. */
  private static final Comparator<Object> PICKY =
      (a, b) -> {
        if (a.getClass() != b.getClass()) {
          throw new ClassCastException("cannot compare");
        }
        return ((Integer) a.hashCode()).compareTo(b.hashCode());
      };

  @Test
  void anItemThatCannotBeOrderedFailsItsPutterAlone() {
    ManualTimers timers = new ManualTimers();
    AsyncQueue<Object> queue = AsyncQueue.priority("queue", 2, PICKY, timers);
    queue.put(7);
    queue.put(3);
    Future<Void> misfit = queue.put("text");
    Future<Void> fitting = queue.put(5);
    assertThat(queue.get().result()).isEqualTo(3);
    assertThat(misfit.cause()).isInstanceOf(ClassCastException.class);
    assertThat(fitting.succeeded()).isTrue();
    assertThat(queue.get().result()).isEqualTo(5);
    assertThat(queue.get().result()).isEqualTo(7);
  }

  /** A heap is half changed when its order throws at the third comparison. */
  @Test
  void aRefusedItemHurtsNothingThatIsInThePriorityQueue() {
    Comparator<Integer> afraidOfZero =
        (a, b) -> {
          if (a < 0 && b == 0) {
            throw new ClassCastException("cannot compare");
          }
          return a.compareTo(b);
        };
    AsyncQueue<Integer> queue = AsyncQueue.priority("queue", 100, afraidOfZero, new ManualTimers());
    for (int i = 0; i < 50; i++) {
      queue.put(i);
    }
    assertThatThrownBy(() -> queue.put(-1)).isInstanceOf(ClassCastException.class);
    for (int i = 0; i < 50; i++) {
      assertThat(queue.get().result()).isEqualTo(i);
      queue.taskDone();
    }
    assertThat(queue.join(Wait.FOREVER).succeeded()).isTrue();
  }

  @Test
  void aBatchWhoseTurnIsRefusedFailsItsCallersAndIsForgotten() {
    AtomicInteger turns = new AtomicInteger();
    Executor once =
        action -> {
          if (turns.getAndIncrement() == 0) {
            throw new RejectedExecutionException("closed");
          }
          action.run();
        };
    Batcher<String, Integer> batcher =
        new Batcher<>(once, 9, keys -> Future.succeededFuture(Map.of("a", 1)));
    refused(batcher.get("a"));
    assertThat(batcher.get("a").result()).isEqualTo(1);
  }

  @Test
  void aKeyThatTheAnswerCannotBeAskedForFailsAlone() {
    List<Runnable> turn = new ArrayList<>();
    Batcher<String, Integer> batcher =
        new Batcher<>(turn::add, 9, keys -> Future.succeededFuture(Map.of("a", 1)));
    Future<Integer> none = batcher.get(null);
    Future<Integer> a = batcher.get("a");
    turn.get(0).run();
    assertThat(none.failed()).isTrue();
    assertThat(a.result()).isEqualTo(1);
  }

  @Test
  void aCommitThatCannotBeginOrAnswersNonsenseFailsItsItems() {
    AtomicInteger turns = new AtomicInteger();
    Executor once =
        action -> {
          if (turns.getAndIncrement() == 0) {
            throw new RejectedExecutionException("closed");
          }
          action.run();
        };
    List<Future<List<Outcome<Integer>>>> answers =
        new ArrayList<>(
            List.of(
                Future.succeededFuture(null),
                Future.succeededFuture(Arrays.asList((Outcome<Integer>) null)),
                Future.succeededFuture(List.of(new Outcome.Success<>(1)))));
    GroupCommit<String, Integer> commits =
        new GroupCommit<>(once, new GroupCommit.Bounds(1, 9, 9), batch -> answers.remove(0));
    refused(commits.submit("refused"));
    assertThat(commits.submit("no list").failed()).isTrue();
    assertThat(commits.submit("no outcome").failed()).isTrue();
    assertThat(commits.submit("well").result()).isEqualTo(1);
  }

  @Test
  void aTaskListedWithABadReporterHidesNoOther() {
    Tasks tasks = new Tasks(clock);
    tasks.part(
        "bad",
        "service",
        () -> {
          throw new IllegalStateException("cannot say");
        });
    tasks.part("good", "service", () -> "work");
    assertThat(tasks.list()).hasSize(2);
  }

  @Test
  void aTaskWhoseFailureHasNoTextEnds() {
    Tasks tasks = new Tasks(clock);
    tasks.start(
        "mute",
        "me",
        c ->
            Future.failedFuture(
                new RuntimeException() {
                  private static final long serialVersionUID = 1L;

                  @Override
                  public String getMessage() {
                    throw new IllegalStateException("mute");
                  }
                }));
    assertThat(tasks.list()).isEmpty();
  }

  @Test
  void aLoopSurvivesAPassThatAnswersNothingAndARestThatThrows(Vertx vertx) throws Exception {
    AtomicInteger passes = new AtomicInteger();
    Promise<Void> third = Promise.promise();
    Loop loop =
        new Loop(
            "loop",
            vertx,
            (delay, action) -> Timers.of(vertx).after(Duration.ofMillis(1), action),
            () -> {
              throw new IllegalStateException("no rest");
            },
            () -> {
              if (passes.incrementAndGet() == 3) {
                third.tryComplete();
              }
              return Future.succeededFuture(null);
            });
    loop.start();
    third.future().await(30, TimeUnit.SECONDS);
    loop.stop().await(30, TimeUnit.SECONDS);
  }
}
