package dev.carillon.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.rate.Debouncer;
import dev.carillon.async.rate.RateLimiter;
import dev.carillon.async.rate.SlidingWindow;
import dev.carillon.async.rate.Throttler;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.retry.Breaker;
import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.sync.AsyncBarrier;
import dev.carillon.async.sync.AsyncCondition;
import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Scheduler;
import dev.carillon.async.time.Timers;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A duration may be longer than a timer or a number of nanoseconds can say: it then never ends. */
@ExtendWith(LoopGuard.class)
class EndlessDurationsTest {
  private static final Duration ENDLESS = ChronoUnit.FOREVER.getDuration();
  private static final Wait WAIT = Wait.atMost(ENDLESS);

  private final ManualClock clock = new ManualClock();
  private Vertx vertx;
  private Timers timers;

  @BeforeEach
  void make(Vertx given) {
    vertx = given;
    timers = Timers.of(given);
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.await(30, TimeUnit.SECONDS);
  }

  @Test
  void whoWaitsEndlesslyForALockGetsItAndGivesItBack() throws Exception {
    AsyncLock lock = new AsyncLock("lock", timers, clock);
    lock.acquire();
    Future<String> waiting = lock.withLock(WAIT, () -> Future.succeededFuture("had it"));
    lock.release();
    assertThat(get(waiting)).isEqualTo("had it");
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void whoWaitsEndlesslyForAPermitGetsItAndGivesItBack() throws Exception {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded("semaphore", 1, timers);
    semaphore.acquire();
    Future<String> waiting = semaphore.withPermit(WAIT, () -> Future.succeededFuture("had it"));
    semaphore.release();
    assertThat(get(waiting)).isEqualTo("had it");
    assertThat(semaphore.available()).isEqualTo(1);
  }

  @Test
  void itemsAndRoomThatAreWaitedForEndlesslyAreNotLost() throws Exception {
    AsyncQueue<String> queue = AsyncQueue.fifo("queue", 1, timers);
    Future<String> got = queue.get(WAIT);
    queue.put("a");
    assertThat(get(got)).isEqualTo("a");
    queue.put("b");
    Future<Void> put = queue.put("c", WAIT);
    assertThat(get(queue.get())).isEqualTo("b");
    get(put);
    Future<Void> joined = queue.join(WAIT);
    assertThat(get(queue.get())).isEqualTo("c");
    for (int i = 0; i < 3; i++) {
      queue.taskDone();
    }
    get(joined);
  }

  @Test
  void aBarrierOfTwoDoesNotPassWithOne() throws Exception {
    AsyncBarrier barrier = new AsyncBarrier("barrier", 2, timers);
    Future<Integer> first = barrier.await(WAIT);
    assertThat(barrier.waiting()).isEqualTo(1);
    assertThat(get(barrier.await(WAIT))).isEqualTo(1);
    assertThat(get(first)).isZero();
  }

  @Test
  void aConditionReleasesItsLockOnceOnly() throws Exception {
    AsyncLock lock = new AsyncLock("lock", timers, clock);
    AsyncCondition condition = new AsyncCondition("condition", lock);
    List<String> log = new ArrayList<>();
    Future<Void> waiting = lock.withLock(() -> condition.awaitUntil(() -> !log.isEmpty(), WAIT));
    get(
        lock.withLock(
            () -> {
              log.add("changed");
              condition.notify(1);
              return Future.succeededFuture();
            }));
    get(waiting);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void anEventThatIsWaitedForEndlesslyWakesItsWaiter() throws Exception {
    AsyncEvent event = new AsyncEvent("event", timers);
    Future<Void> waiting = event.await(WAIT);
    event.set();
    get(waiting);
  }

  @Test
  void workWithAnEndlessLimitOrDeadlineIsNotLate() throws Exception {
    Promise<String> work = Promise.promise();
    Future<String> limited = Timeouts.within(ENDLESS, timers, c -> work.future());
    Deadline never = Deadline.in(ENDLESS, clock);
    Future<String> until =
        Timeouts.until(
            never,
            timers,
            clock,
            Cancellation.until(Deadline.in(ENDLESS, clock)),
            c -> work.future());
    work.complete("done");
    assertThat(get(limited)).isEqualTo("done");
    assertThat(get(until)).isEqualTo("done");
    assertThat(never.remainingMillis(clock)).isGreaterThan(Duration.ofDays(36_000).toMillis());
  }

  @Test
  void anEndlessSleepEndsWithItsCancellation() {
    Cancellation cancellation = new Cancellation();
    Future<Void> sleep = Sleep.of(ENDLESS, timers, cancellation);
    assertThat(cancellation.waitsFor()).hasSize(1);
    cancellation.cancel();
    assertThat(sleep.failed()).isTrue();
  }

  @Test
  void limitsOfRatesMayBeEndless() {
    RateLimiter limiter = new RateLimiter("limiter", new SlidingWindow(1, ENDLESS), timers, clock);
    assertThat(limiter.tryAcquire()).isTrue();
    Cancellation cancellation = new Cancellation();
    Future<Void> waiting = limiter.acquire(Wait.until(cancellation).limitedTo(ENDLESS));
    assertThat(waiting.isComplete()).isFalse();
    cancellation.cancel();
    assertThat(waiting.failed()).isTrue();
    assertThat(limiter.tryAcquire()).isFalse(); // its turn was given back: only the limit refuses

    TokenBucket bucket = new TokenBucket(ENDLESS, Integer.MAX_VALUE);
    assertThat(bucket.request(0)).isZero();
    TokenBucket two = new TokenBucket(ENDLESS, 2);
    assertThat(two.request(0)).isZero();
    assertThat(two.request(1)).isZero();
    assertThat(two.request(2)).isPositive();

    Throttler throttler = new Throttler(ENDLESS, clock);
    assertThat(throttler.call(Future::succeededFuture)).isPresent();
    assertThat(throttler.call(Future::succeededFuture)).isEmpty();
    assertThat(new Debouncer(ENDLESS, timers).call(Future::succeededFuture).isComplete()).isFalse();
  }

  /** A turn that is held while a wait is computed must come back whatever the wait's length. */
  @Test
  void anEndlessWaitForALimitTakesItsTurnWhenTheLimitAllows() throws Exception {
    RateLimiter limiter =
        new RateLimiter(
            "limiter",
            new SlidingWindow(1, Duration.ofMillis(5)),
            timers,
            dev.carillon.async.time.Clocks.system());
    for (int i = 0; i < 3; i++) {
      get(limiter.acquire(WAIT));
    }
  }

  @Test
  void aRetryWithAnEndlessDelayFailsWithItsWorksFailure() {
    Retry retry = new Retry(new RetryPolicy.Fixed(2, ENDLESS), timers, clock);
    Future<Void> failed =
        retry.run(
            Deadline.in(Duration.ofSeconds(1), clock),
            Retry::always,
            () -> Future.failedFuture("the work's"));
    assertThat(failed.cause()).hasMessage("the work's");
    assertThat(
            new RetryPolicy.Exponential(99, ENDLESS, ENDLESS)
                .delayAfter(70, () -> 0.5)
                .isNegative())
        .isFalse();
  }

  @Test
  void aBreakerMayRestEndlessly() throws Exception {
    Breaker breaker =
        new Breaker(
            "upstream", clock, new Breaker.Limits(2, ENDLESS, ENDLESS, ENDLESS), Retry::always);
    assertThat(get(breaker.run(() -> Future.succeededFuture("well")))).isEqualTo("well");
    for (int i = 0; i < 2; i++) {
      breaker
          .run(() -> Future.failedFuture("down"))
          .transform(Future::succeededFuture)
          .await(30, TimeUnit.SECONDS);
    }
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void aMomentInAnotherAgeIsWaitedFor() {
    Scheduler scheduler = new Scheduler(vertx.getOrCreateContext(), timers, clock);
    assertThat(scheduler.at(Instant.MAX, () -> {}).cancel()).isTrue();
    assertThat(scheduler.after(ENDLESS, () -> {}).cancel()).isTrue();
  }

  @Test
  void aLoopThatRestsEndlesslyDoesNotSpinAlsoWhenItsPassesFail() throws Exception {
    AtomicInteger passes = new AtomicInteger();
    Promise<Duration> rest = Promise.promise();
    Timers noted =
        (delay, action) -> {
          rest.tryComplete(delay);
          return timers.after(delay, action);
        };
    Loop loop =
        new Loop(
            "loop",
            vertx,
            noted,
            () -> Long.MAX_VALUE,
            () -> {
              passes.incrementAndGet();
              return Future.failedFuture("a pass that fails rests longer");
            });
    loop.start();
    assertThat(get(rest.future())).isGreaterThan(Duration.ofDays(36_000));
    get(loop.stop());
    assertThat(passes).hasValue(1);
  }

  @Test
  void theTextOfAnEndlessDurationIsItsOwn() {
    assertThat(Durations.text(ENDLESS)).isNotEmpty();
    assertThat(Durations.text(ENDLESS.negated())).isNotEmpty();
  }
}
