package dev.carillon.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.batch.Batcher;
import dev.carillon.async.batch.Blocking;
import dev.carillon.async.batch.Resource;
import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.rate.Debouncer;
import dev.carillon.async.rate.RateLimiter;
import dev.carillon.async.rate.SlidingWindow;
import dev.carillon.async.rate.Throttler;
import dev.carillon.async.retry.Retry;
import dev.carillon.async.retry.RetryPolicy;
import dev.carillon.async.sync.AsyncBarrier;
import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Shield;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.Timeouts;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Results come back on the context that asked, whichever kind of thread that is. */
class ContextsTest {
  private static final Clocks CLOCKS = Clocks.system();

  private static Vertx shared;

  @BeforeAll
  static void start() {
    shared = Vertx.vertx();
  }

  @AfterAll
  static void stop() throws Exception {
    shared.close().await(30, TimeUnit.SECONDS);
  }

  /** Something that ends on a foreign thread, asked for on some context. */
  private record Asking(String what, Supplier<Future<?>> ask) {}

  private static Stream<Asking> askings(Vertx vertx) {
    Timers timers = Timers.of(vertx);
    AsyncLock lock = new AsyncLock("lock", timers, CLOCKS);
    AsyncEvent event = new AsyncEvent("event", timers);
    AsyncQueue<Integer> queue = AsyncQueue.fifo("queue", 1, timers);
    lock.acquire();
    Future<Integer> ended = onAnotherContext(vertx, 1);
    Batcher<Integer, Integer> joined =
        new Batcher<>(
            task -> Thread.ofPlatform().start(task), 9, keys -> foreign().map(v -> Map.of(1, 1)));
    return Stream.of(
        new Asking("lock", () -> whenWaiting(lock.acquire(), lock::release)),
        new Asking("event", () -> whenWaiting(event.await(), event::set)),
        new Asking("queue", () -> whenWaiting(queue.get(), () -> queue.put(1))),
        new Asking("sleep", () -> Sleep.of(Duration.ofMillis(1), timers, new Cancellation())),
        new Asking("task", () -> Task.start("task", c -> foreign()).future()),
        new Asking("gather", () -> Gather.all(List.of(foreign(), foreign()))),
        new Asking("settled", () -> Gather.settled(List.of(foreign()))),
        new Asking("first", () -> Gather.first(List.of(foreign()))),
        new Asking("shield", () -> Shield.of(foreign(), new Cancellation())),
        new Asking("single flight", () -> new SingleFlight<>(k -> foreign()).get("key")),
        new Asking(
            "batcher",
            () ->
                new Batcher<Integer, Integer>(
                        Runnable::run, 9, keys -> foreign().map(v -> Map.of(1, 1)))
                    .get(1)),
        new Asking(
            "semaphore", () -> AsyncSemaphore.of("s", 1, timers).withPermit(ContextsTest::foreign)),
        new Asking(
            "with lock", () -> new AsyncLock("l", timers, CLOCKS).withLock(ContextsTest::foreign)),
        new Asking(
            "time-out", () -> Timeouts.within(Duration.ofSeconds(5), timers, c -> foreign())),
        new Asking("group", () -> TaskGroup.run("g", new Cancellation(), g -> foreign())),
        new Asking(
            "retry",
            () ->
                new Retry(new RetryPolicy.Fixed(2, Duration.ofMillis(1)), timers, CLOCKS)
                    .run(Deadline.in(Duration.ofSeconds(5), CLOCKS), Retry::always, failingOnce())),
        new Asking(
            "resource",
            () -> Resource.using(ContextsTest::foreign, r -> foreign(), r -> foreign())),
        new Asking(
            "throttler",
            () -> new Throttler(Duration.ofMillis(1), CLOCKS).call(ContextsTest::foreign).get()),
        new Asking(
            "rate limiter",
            () ->
                new RateLimiter("r", new SlidingWindow(1, Duration.ofSeconds(1)), timers, CLOCKS)
                    .run(ContextsTest::foreign)),
        new Asking("barrier", () -> arrivingSecond(new AsyncBarrier("b", 2, timers))),
        new Asking("blocking", () -> new Blocking("pool", vertx, 1, 9).run(() -> 1)),
        new Asking("task that ended elsewhere", () -> Task.start("t", c -> ended).future()),
        new Asking("shield of what ended elsewhere", () -> Shield.of(ended, new Cancellation())),
        new Asking(
            "time-out of what ended elsewhere",
            () -> Timeouts.within(Duration.ofSeconds(5), timers, c -> ended)),
        new Asking("second caller of a batch", () -> joiningFromHere(joined)),
        new Asking(
            "debouncer",
            () -> new Debouncer(Duration.ofMillis(1), timers).call(ContextsTest::foreign)));
  }

  /** The waiter is in the queue; a thread of nobody lets it go on. */
  private static Future<?> whenWaiting(Future<?> waiting, Runnable wake) {
    Thread.ofPlatform().start(wake);
    return waiting;
  }

  private static <T> Future<T> onAnotherContext(Vertx vertx, T value) {
    return ((ContextInternal) vertx.getOrCreateContext()).succeededFuture(value);
  }

  private static Supplier<Future<Integer>> failingOnce() {
    AtomicInteger attempts = new AtomicInteger();
    return () ->
        foreign()
            .compose(
                v ->
                    attempts.incrementAndGet() == 1
                        ? Future.failedFuture("once")
                        : Future.succeededFuture(v));
  }

  private static Future<?> arrivingSecond(AsyncBarrier barrier) {
    return whenWaiting(barrier.await(), barrier::await);
  }

  /** Somebody elsewhere has asked for the same key in the same turn. */
  private static Future<?> joiningFromHere(Batcher<Integer, Integer> batcher) {
    CompletableFuture.runAsync(() -> batcher.get(1)).join();
    return batcher.get(1);
  }

  private static Future<Integer> foreign() {
    Promise<Integer> promise = Promise.promise();
    Thread.ofPlatform().start(() -> promise.complete(1));
    return promise.future();
  }

  @TestFactory
  Stream<DynamicTest> resultsComeBackOnTheContextThatAsked() {
    return Stream.of(
            ThreadingModel.EVENT_LOOP, ThreadingModel.WORKER, ThreadingModel.VIRTUAL_THREAD)
        .flatMap(ContextsTest::onContextsOf);
  }

  private static Stream<DynamicTest> onContextsOf(ThreadingModel model) {
    return askings(shared)
        .map(
            asking ->
                DynamicTest.dynamicTest(
                    asking.what() + " on " + model, () -> comesBack(shared, model, asking.ask())));
  }

  private static void comesBack(Vertx vertx, ThreadingModel model, Supplier<Future<?>> ask)
      throws Exception {
    CompletableFuture<Boolean> same = new CompletableFuture<>();
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            Context here = Vertx.currentContext();
            ask.get()
                .onComplete(r -> same.complete(r.succeeded() && Vertx.currentContext() == here));
            return Future.succeededFuture();
          }
        };
    vertx
        .deployVerticle(verticle, new DeploymentOptions().setThreadingModel(model))
        .await(30, TimeUnit.SECONDS);
    assertThat(same.get(30, TimeUnit.SECONDS)).isTrue();
  }

  /**
   * As in the Javadoc: blocking style on a virtual thread, and on a plain one by another future.
   */
  @Test
  @ExtendWith(LoopGuard.class)
  void virtualAndPlainThreadsMayWaitInBlockingStyle(Vertx vertx) throws Exception {
    AsyncLock lock = new AsyncLock("lock", Timers.of(vertx), CLOCKS);
    int[] counter = {0};
    List<Thread> threads =
        Stream.generate(
                () ->
                    Thread.ofVirtual()
                        .unstarted(
                            () -> {
                              for (int i = 0; i < 100; i++) {
                                lock.acquire().await();
                                counter[0]++;
                                lock.release();
                              }
                            }))
            .limit(8)
            .toList();
    threads.forEach(Thread::start);
    for (int i = 0; i < 100; i++) {
      lock.acquire().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
      counter[0]++;
      lock.release();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter[0]).isEqualTo(900);
  }
}
