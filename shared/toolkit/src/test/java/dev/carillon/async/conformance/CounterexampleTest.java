package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.batch.Blocking;
import dev.carillon.async.batch.Resource;
import dev.carillon.async.rate.Debouncer;
import dev.carillon.async.rate.Limit;
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
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What each primitive promises, checked on the primitive and on a variant with the mistake that the
 * promise is about: the check must let the first pass and catch the second. (Locks, semaphores,
 * queues, single flights and batchers have theirs in {@code LinearizabilityTest}.)
 */
class CounterexampleTest extends Fixture {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private <S> Stream<DynamicTest> promise(String what, S primitive, S broken, Consumer<S> check) {
    return Stream.of(
        DynamicTest.dynamicTest(what, () -> check.accept(primitive)),
        DynamicTest.dynamicTest(
            what + ": the broken variant is caught",
            () -> {
              log.clear();
              assertThatThrownBy(() -> check.accept(broken)).isInstanceOf(AssertionError.class);
            }));
  }

  /** Waits; is woken by the runnable. */
  private record Waking(Supplier<Future<Void>> await, Runnable wake) {}

  @TestFactory
  Stream<DynamicTest> anEventThatIsClearedAtOnceHasWokenThoseWhoWaited() {
    AsyncEvent event = new AsyncEvent("event", timers);
    boolean[] flag = {false};
    return promise(
        "event",
        new Waking(
            event::await,
            () -> {
              event.set();
              event.clear();
            }),
        new Waking(
            () ->
                sleep(1, new Cancellation())
                    .compose(v -> flag[0] ? done() : Future.failedFuture("not set")),
            () -> {
              flag[0] = true;
              flag[0] = false;
            }),
        waking -> {
          Future<Void> waiter = waking.await.get();
          waking.wake.run();
          pass(1);
          succeeded(waiter);
        });
  }

  @TestFactory
  Stream<DynamicTest> aConditionWakesWhoWaitedLongest() {
    AsyncLock lock = new AsyncLock("lock", timers, clock);
    AsyncCondition condition = new AsyncCondition("condition", lock);
    List<Promise<Void>> stack = new ArrayList<>();
    return promise(
        "condition",
        new Waking(
            () -> lock.withLock(() -> condition.await(until(new Cancellation()))),
            () ->
                lock.withLock(
                    () -> {
                      condition.notify(1);
                      return done();
                    })),
        new Waking(
            () -> {
              Promise<Void> waiter = Promise.promise();
              stack.add(waiter);
              return waiter.future();
            },
            () -> stack.remove(stack.size() - 1).complete()),
        waking -> {
          Future<Void> first = waking.await.get();
          Future<Void> second = waking.await.get();
          waking.wake.run();
          succeeded(first);
          pending(second);
        });
  }

  @TestFactory
  Stream<DynamicTest> aBarrierDoesNotCountThoseWhoLeft() {
    AsyncBarrier barrier = new AsyncBarrier("barrier", 2, timers);
    List<Promise<Void>> arrived = new ArrayList<>();
    return promise(
        "barrier",
        c -> barrier.await(until(c)).mapEmpty(),
        c -> {
          Promise<Void> party = Promise.promise();
          arrived.add(party);
          c.onCancel(() -> party.tryFail(c.exception())); // and still counts
          if (arrived.size() == 2) {
            arrived.forEach(Promise::tryComplete);
          }
          return party.future();
        },
        (Function<Cancellation, Future<Void>> await) -> {
          Cancellation leaving = new Cancellation();
          begun(await.apply(leaving));
          leaving.cancel();
          pending(await.apply(new Cancellation()));
        });
  }

  @TestFactory
  Stream<DynamicTest> aGroupEndsAfterTheCleanUpOfItsTasks() {
    return promise(
        "task group",
        work ->
            TaskGroup.run(
                "group",
                new Cancellation(),
                g -> {
                  work.forEach(w -> g.start("task", w));
                  return done();
                }),
        work -> Future.all(work.stream().map(w -> w.apply(new Cancellation())).toList()).mapEmpty(),
        (Function<List<Function<Cancellation, Future<Void>>>, Future<Void>> group) -> {
          Future<Void> ended =
              group.apply(
                  List.of(
                      c -> crashAfter(5, c, "bad"),
                      c -> sleep(50, c).eventually(() -> sleep(10, new Cancellation()))));
          pass(5);
          pending(ended);
          pass(10);
          assertThat(ended.failed()).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> aGatheringHidesNoOutcomeBehindAFailure() {
    Function<List<Future<Integer>>, Future<List<Outcome<Integer>>>> allOrNothing =
        work ->
            Future.all(work).map(all -> work.stream().<Outcome<Integer>>map(Outcome::of).toList());
    return promise(
        "gather",
        Gather::settled,
        allOrNothing,
        gather -> {
          Future<List<Outcome<Integer>>> outcomes =
              gather.apply(List.of(Future.failedFuture("no"), Future.succeededFuture(2)));
          succeeded(outcomes);
          assertThat(outcomes.result().get(1)).isEqualTo(new Outcome.Success<>(2));
        });
  }

  @TestFactory
  Stream<DynamicTest> aShieldKeepsTheWorkAlive() {
    BiFunction<Task<Void>, Cancellation, Future<Void>> passedOn =
        (task, waiter) -> {
          waiter.onCancel(task::cancel);
          return task.future();
        };
    return promise(
        "shield",
        (task, waiter) -> Shield.of(task.future(), waiter),
        passedOn,
        shield -> {
          Task<Void> work = Task.start("work", c -> sleep(10, c));
          Cancellation waiter = new Cancellation();
          Future<Void> outer = shield.apply(work, waiter);
          waiter.cancel();
          cancelled(outer);
          pass(10);
          succeeded(work.future());
        });
  }

  @TestFactory
  Stream<DynamicTest> aTimeOutWaitsForTheCleanUp() {
    Function<Function<Cancellation, Future<Void>>, Future<Void>> impatient =
        body -> {
          Cancellation cancellation = new Cancellation();
          Promise<Void> promise = Promise.promise();
          body.apply(cancellation).onComplete(r -> promise.tryComplete());
          timers.after(Duration.ofMillis(5), () -> promise.tryFail("late"));
          return promise.future();
        };
    return promise(
        "time-out",
        body -> Timeouts.within(Duration.ofMillis(5), timers, body),
        impatient,
        within -> {
          Future<Void> result =
              within.apply(c -> sleep(50, c).eventually(() -> sleep(10, new Cancellation())));
          pass(5);
          pending(result);
        });
  }

  @TestFactory
  Stream<DynamicTest> aCancelledSleepLeavesNoTimer() {
    Function<Cancellation, Future<Void>> forgetful =
        c -> {
          Promise<Void> over = Promise.promise();
          timers.after(SECOND, over::tryComplete);
          c.onCancel(() -> over.tryFail(c.exception()));
          return over.future();
        };
    return promise(
        "sleep",
        c -> Sleep.of(SECOND, timers, c),
        forgetful,
        sleep -> {
          Cancellation cancellation = new Cancellation();
          Future<Void> sleeping = sleep.apply(cancellation);
          cancellation.cancel();
          cancelled(sleeping);
          assertThat(timers.size()).isZero();
        });
  }

  @TestFactory
  Stream<DynamicTest> aChildsCancellationDoesNotReachItsParent() {
    return promise(
        "cancellation",
        Cancellation::child,
        Function.<Cancellation>identity(),
        makeChild -> {
          Cancellation parent = new Cancellation();
          makeChild.apply(parent).cancel();
          assertThat(parent.isCancelled()).isFalse();
        });
  }

  /** A resource that is acquired, used by what is given, and released. */
  @TestFactory
  Stream<DynamicTest> aResourceIsReleasedAlsoWhenItsUseThrows() {
    Function<Function<String, Future<Void>>, Future<Void>> onlyWhenAllIsWell =
        use -> Future.succeededFuture("r").compose(use).onSuccess(v -> log.add("released"));
    return promise(
        "resource",
        use ->
            Resource.using(
                () -> Future.succeededFuture("r"),
                r -> {
                  log.add("released");
                  return done();
                },
                use),
        onlyWhenAllIsWell,
        using -> {
          begun(
              using.apply(
                  r -> {
                    throw new Crash("use");
                  }));
          assertThat(log).containsExactly("released");
        });
  }

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
            })
        .onClose(vertx::close);
  }

  @TestFactory
  Stream<DynamicTest> aBlockingPoolThatIsFullRefusesAtOnce() {
    Vertx vertx = Vertx.vertx();
    Blocking pool = new Blocking("counterexample", vertx, 1, 0);
    return promise(
            "blocking",
            work -> pool.run(work),
            work -> vertx.executeBlocking(work, false),
            (Function<Callable<Boolean>, Future<Boolean>> run) -> {
              CountDownLatch go = new CountDownLatch(1);
              try {
                pending(run.apply(() -> go.await(10, TimeUnit.SECONDS)));
                assertThat(run.apply(() -> true).failed()).isTrue();
              } finally {
                go.countDown();
              }
            })
        .onClose(vertx::close);
  }

  @TestFactory
  Stream<DynamicTest> aBreakerLeavesAloneWhatFailsTooOften() {
    Vertx vertx = Vertx.vertx();
    Breaker breaker =
        new Breaker("b", vertx, new Breaker.Limits(3, MINUTE, MINUTE, MINUTE), Retry::always);
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
            })
        .onClose(vertx::close);
  }

  /** Starts work, and says what runs. */
  private record Registry(Consumer<Future<Void>> start, Supplier<List<?>> running) {}

  @TestFactory
  Stream<DynamicTest> aRegistryForgetsWhatHasEnded() {
    Tasks tasks = new Tasks(clock);
    List<Task<Void>> everything = new ArrayList<>();
    return promise(
        "tasks",
        new Registry(work -> begun(tasks.start("t", "me", c -> work).future()), tasks::list),
        new Registry(work -> everything.add(Task.start("t", c -> work)), () -> everything),
        registry -> {
          Promise<Void> work = Promise.promise();
          registry.start.accept(work.future());
          assertThat(registry.running.get()).hasSize(1);
          work.complete();
          assertThat(registry.running.get()).isEmpty();
        });
  }

  private static void settle(Future<?> future) {
    try {
      future.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      // its failure is not what is looked at
    }
  }

  private static void flush(Vertx vertx) {
    Promise<Void> flushed = Promise.promise();
    vertx.getOrCreateContext().runOnContext(v -> flushed.complete());
    try {
      flushed.future().await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
