package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.rate.Debouncer;
import dev.carillon.async.rate.Limit;
import dev.carillon.async.rate.RateLimiter;
import dev.carillon.async.rate.SlidingWindow;
import dev.carillon.async.rate.Throttler;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.retry.Breaker;
import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Scheduler;
import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What decides when and how often something is done: retries, breakers, rates, moments. */
class TimingCounterexampleTest extends CounterexampleFixture {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TestFactory
  Stream<DynamicTest> aRetryIsNotMadeAfterTheDeadline() {
    RetryPolicy policy = new RetryPolicy.Fixed(10, Duration.ofMillis(10));
    Function<Supplier<Future<Void>>, Future<Void>> withoutDeadline =
        action ->
            action.get().recover(e -> sleep(10, new Cancellation()).compose(v -> action.get()));
    return promise(
        "retry",
        action ->
            new Retry(policy, timers, clock, () -> 0.5)
                .run(Deadline.in(Duration.ofMillis(5), clock), Retry::always, action),
        withoutDeadline,
        retry -> {
          begun(
              retry.apply(
                  () -> {
                    log.add("attempt");
                    return Future.failedFuture("no");
                  }));
          pass(100);
          assertThat(log).containsExactly("attempt");
        });
  }

  @TestFactory
  Stream<DynamicTest> aBreakerLeavesAloneWhatFailsTooOften() {
    Breaker breaker =
        new Breaker(
            "b", new ManualClock(), new Breaker.Limits(3, MINUTE, MINUTE, MINUTE), Retry::always);
    return promise(
        "breaker",
        action -> breaker.run(action),
        Supplier::get,
        (Function<Supplier<Future<Void>>, Future<Void>> run) -> {
          for (int i = 0; i < 10; i++) {
            settle(
                run.apply(
                    () -> {
                      log.add("asked");
                      return Future.failedFuture("down");
                    }));
          }
          assertThat(log).hasSize(3);
        });
  }

  @TestFactory
  Stream<DynamicTest> noWindowHoldsMoreThanItMay() {
    long[] windowAndCount = new long[2];
    Function<Long, Long> fixed =
        now -> {
          if (now / SECOND.toNanos() != windowAndCount[0]) {
            windowAndCount[0] = now / SECOND.toNanos();
            windowAndCount[1] = 0;
          }
          return windowAndCount[1]++ < 3 ? 0L : SECOND.toNanos() - now % SECOND.toNanos();
        };
    Limit window = new SlidingWindow(3, SECOND);
    return promise("sliding window", window::request, fixed, limit -> atMost(3, SECOND, limit));
  }

  @TestFactory
  Stream<DynamicTest> aBucketNeverGivesMoreThanItsBurstAndItsRate() {
    double[] tokensAndTime = {2, 0};
    Function<Long, Long> generous =
        now -> {
          // Rounds what came back up to a whole token.
          tokensAndTime[0] =
              Math.min(2, tokensAndTime[0] + Math.ceil((now - tokensAndTime[1]) / 1e9));
          tokensAndTime[1] = now;
          return tokensAndTime[0]-- >= 1 ? 0L : 1L;
        };
    Limit bucket = new TokenBucket(SECOND, 2);
    return promise("token bucket", bucket::request, generous, limit -> atMost(3, SECOND, limit));
  }

  /** Asks at the end of every other second and at the begin of the next: where windows meet. */
  private static void atMost(int calls, Duration window, Function<Long, Long> limit) {
    List<Long> granted = new ArrayList<>();
    long tenth = SECOND.toNanos() / 10;
    for (int tick = 1; tick < 200; tick++) {
      boolean asks = tick % 20 >= 18 || tick % 20 == 0;
      for (int i = 0; asks && i < 3; i++) {
        if (limit.apply(tick * tenth) == 0) {
          granted.add(tick * tenth);
        }
      }
    }
    for (int i = 0; i + calls < granted.size(); i++) {
      assertThat(granted.get(i + calls) - granted.get(i))
          .as("grant %s and the one %s later", i, calls)
          .isGreaterThanOrEqualTo(window.toNanos());
    }
    assertThat(granted).hasSizeGreaterThan(15);
  }

  @TestFactory
  Stream<DynamicTest> aLimiterCountsNothingForWhoLeft() {
    RateLimiter limiter = new RateLimiter("limiter", new SlidingWindow(1, SECOND), timers, clock);
    long[] next = {0};
    Function<Cancellation, Future<Void>> reserving =
        c -> {
          // Takes the slot at once and sleeps until then, whatever becomes of the caller.
          long at = Math.max(next[0], clock.nanos());
          next[0] = at + SECOND.toNanos();
          return sleep(Math.max(1, (at - clock.nanos()) / 1_000_000), c);
        };
    return promise(
        "rate limiter",
        c -> limiter.acquire(until(c)),
        reserving,
        acquire -> {
          long began = clock.nanos();
          begun(acquire.apply(new Cancellation()));
          Cancellation leaving = new Cancellation();
          begun(acquire.apply(leaving));
          Future<Void> third = acquire.apply(new Cancellation());
          leaving.cancel();
          while (clock.nanos() - began < SECOND.toNanos()) {
            pass(1);
          }
          succeeded(third);
        });
  }

  @TestFactory
  Stream<DynamicTest> aDebouncerRunsTheLastOne() {
    Debouncer debouncer = new Debouncer(Duration.ofMillis(10), timers);
    boolean[] waiting = {false};
    Consumer<Supplier<Future<Void>>> first =
        action -> {
          if (!waiting[0]) {
            waiting[0] = true;
            timers.after(Duration.ofMillis(10), () -> begun(action.get()));
          }
        };
    return promise(
        "debouncer",
        action -> debouncer.call(action).onFailure(e -> {}),
        first,
        call -> {
          for (int i = 1; i <= 3; i++) {
            int query = i;
            call.accept(
                () -> {
                  log.add(query);
                  return done();
                });
          }
          pass(30);
          assertThat(log).containsExactly(3);
        });
  }

  @TestFactory
  Stream<DynamicTest> aThrottlerRunsAgainAfterItsIntervalAlsoUnderConstantCalls() {
    Throttler throttler = new Throttler(Duration.ofMillis(10), clock);
    long[] last = {Long.MIN_VALUE};
    Consumer<Supplier<Future<Void>>> starving =
        action -> {
          boolean quiet = last[0] == Long.MIN_VALUE || clock.nanos() - last[0] >= 10_000_000;
          last[0] = clock.nanos(); // also a call that was dropped begins a new interval
          if (quiet) {
            begun(action.get());
          }
        };
    return promise(
        "throttler",
        action -> throttler.call(action),
        starving,
        call -> {
          for (int i = 0; i < 25; i++) {
            call.accept(
                () -> {
                  log.add("ran");
                  return done();
                });
            pass(1);
          }
          assertThat(log).hasSize(3);
        });
  }

  @TestFactory
  Stream<DynamicTest> aMomentIsNotEarlyWhenTheClockIsSetBack() {
    Vertx vertx = Vertx.vertx();
    Scheduler scheduler = new Scheduler(vertx.getOrCreateContext(), timers, clock);
    return promise(
        "scheduler",
        callback -> scheduler.at(clock.now().plusSeconds(10), callback),
        callback -> timers.after(Duration.ofSeconds(10), callback),
        (Consumer<Runnable> at) -> {
          at.accept(() -> log.add("early"));
          clock.jump(Duration.ofSeconds(-5));
          pass(10_000);
          flush(vertx);
          assertThat(log).isEmpty();
        });
  }

  private static void settle(Future<?> future) {
    try {
      future.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      // its failure is not what is looked at
    }
  }

  private static void flush(Vertx vertx) {
    Promise<Void> flushed = Promise.promise();
    vertx.getOrCreateContext().runOnContext(v -> flushed.complete());
    try {
      flushed.future().await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
