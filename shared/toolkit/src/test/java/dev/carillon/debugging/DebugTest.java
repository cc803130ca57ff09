package dev.carillon.debugging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carillon.async.debug.Debug;
import dev.carillon.async.debug.SlowCallbacks;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Tasks;
import dev.carillon.async.time.Clocks;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The debug mode, from outside of the toolkit's packages, so that this is the place it names. */
class DebugTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.carillon.async.debug");
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();

  private final Vertx vertx = Vertx.vertx();
  private Debug debug;

  @BeforeEach
  void enable() {
    debug = Debug.enable(vertx);
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void disable() throws Exception {
    logger.detachAppender(appender);
    debug.disable();
    vertx.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Runs it where the debug mode is on: on a context of its Vert.x. */
  private void onContext(Runnable work) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(
        v -> {
          try {
            work.run();
            done.complete();
          } catch (RuntimeException | Error e) {
            done.fail(e);
          }
        });
    done.future().await();
  }

  private boolean isReported(String text) {
    synchronized (appender) {
      return List.copyOf(appender.list).stream()
          .anyMatch(event -> event.getFormattedMessage().contains(text));
    }
  }

  /** The garbage collector has its own mind; it is asked until it has done its work. */
  private void awaitReport(String text) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!isReported(text)) {
      assertThat(System.nanoTime()).as("nobody reported: " + text).isLessThan(end);
      System.gc();
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void forget(Supplier<Future<?>> work) {
    onContext(() -> assertThat(work.get()).isNotNull());
  }

  @Test
  void aFailureThatNobodyHandlesIsReportedWithThePlaceThatMadeIt() {
    forget(
        () ->
            Task.start("forgotten", c -> Future.failedFuture(new IllegalStateException("no")))
                .future());
    awaitReport("forgotten, made at ");
    assertThat(isReported("DebugTest.java:")).isTrue();
  }

  @Test
  void aFailureThatComesAfterTheFutureWasDroppedIsReportedToo() {
    Promise<Void> work = Promise.promise();
    forget(() -> Debug.watch("dropped", work.future()));
    forget(() -> Debug.watch("marker", Future.failedFuture("marker")));
    awaitReport("marker");
    work.fail("late");
    awaitReport("dropped, made at ");
  }

  @Test
  void theEndOfAChainIsReportedAndNotItsBeginning() {
    forget(
        () ->
            Debug.watch("chain", Future.<Integer>failedFuture("no"))
                .map(i -> i + 1)
                .compose(Future::succeededFuture));
    awaitReport("chain, made at ");
    assertThat(appender.list).hasSize(1);
  }

  @Test
  void whatIsHandledIsNotReported() {
    Future<Void> failed = Future.failedFuture("handled");
    forget(() -> Debug.watch("handled 1", failed).onFailure(e -> {}));
    forget(() -> Debug.watch("handled 2", failed).onComplete(r -> {}));
    forget(() -> Debug.watch("handled 3", failed).recover(e -> Future.succeededFuture()));
    forget(() -> Debug.watch("handled 4", Future.succeededFuture()).onSuccess(v -> {}));
    forget(() -> Future.all(Debug.watch("handled 5", failed), failed).onFailure(e -> {}));
    forget(() -> Debug.watch("handled 6", failed).otherwiseEmpty());
    forget(() -> Debug.watch("a listener for success alone", failed).onSuccess(v -> {}));
    awaitReport("a listener for success alone");
    assertThat(isReported("handled 1")).isFalse();
    assertThat(appender.list).hasSize(1);
  }

  @Test
  void aCancelledTaskThatNobodyLooksAtIsNotReported() {
    onContext(
        () ->
            Task.<Void>start("cancelled one", c -> Sleep.of(Duration.ofSeconds(1), timers, c))
                .cancel());
    forget(() -> Debug.watch("marker", Future.failedFuture("marker")));
    awaitReport("marker");
    assertThat(isReported("cancelled one")).isFalse();
  }

  @Test
  void aTaskKnowsThePlaceThatStartedIt() {
    Tasks tasks = new Tasks(clock);
    onContext(() -> tasks.start("t", "me", c -> Sleep.of(Duration.ofSeconds(1), timers, c)));
    assertThat(tasks.list().get(0).startedFrom()).contains("DebugTest.java:");
    assertThat(tasks.cancel(tasks.list().get(0).id(), "over")).isTrue();
  }

  @Test
  void whatWasNotGivenBackIsListed() {
    onContext(
        () -> {
          AsyncLock lock = new AsyncLock("books", timers, clock);
          AsyncSemaphore semaphore = AsyncSemaphore.bounded("seats", 3, timers);
          Tasks tasks = new Tasks(clock);
          lock.acquire(Wait.FOREVER.named("ada")).onFailure(e -> {});
          semaphore.acquire().onFailure(e -> {});
          Task<Void> task =
              tasks.start("endless", "me", c -> Sleep.of(Duration.ofSeconds(1), timers, c));
          assertThat(debug.leaks())
              .anyMatch(
                  l ->
                      l.startsWith("lock books was not released: held by ada at ")
                          && l.contains("DebugTest.java"))
              .anyMatch(l -> l.equals("seats: 1 permits not returned"))
              .anyMatch(l -> l.startsWith("task \"endless\" still runs, started "));
          lock.release();
          semaphore.release();
          task.cancel();
          assertThat(debug.leaks()).isEmpty();
        });
  }

  @Test
  void whatBelongsToAnInstanceIsListedWhereverItWasMade() {
    Task<Void> task =
        Tasks.of(vertx).start("endless", "me", c -> Sleep.of(Duration.ofSeconds(1), timers, c));
    assertThat(debug.leaks()).hasSize(1);
    task.cancel();
    assertThat(debug.leaks()).isEmpty();
  }

  @Test
  void aSlowCallbackIsReportedWithItsStackAndThenWithItsTime() throws Exception {
    Vertx slow =
        Vertx.vertx(
            new VertxOptions()
                .setBlockedThreadCheckInterval(10)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(50)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS));
    try {
      SlowCallbacks.installOn(slow, Clocks.system());
      slow.runOnContext(v -> await(() -> isReported("at dev.carillon.debugging.DebugTest")));
      await(() -> took() > 0);
      assertThat(isReported("at dev.carillon.debugging.DebugTest")).isTrue();
      assertThat(took()).isGreaterThanOrEqualTo(0.05);
    } finally {
      slow.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** The longest, in seconds: a busy machine has slow callbacks of its own. */
  private double took() {
    return List.copyOf(appender.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.contains("a callback took "))
        .mapToDouble(m -> Double.parseDouble(m.replaceAll(".*took (\\S+) s", "$1")))
        .max()
        .orElse(0);
  }

  @Test
  void whenItIsOffNothingIsWatched() {
    debug.disable();
    onContext(this::assertNothingIsWatched);
  }

  @Test
  void itConcernsOneVertxAlone() throws Exception {
    Vertx other = Vertx.vertx();
    try {
      assertThat(Debug.of(vertx)).isSameAs(debug);
      assertThat(Debug.of(other)).isNull();
      Promise<Void> done = Promise.promise();
      other.runOnContext(
          v -> {
            assertNothingIsWatched();
            done.complete();
          });
      done.future().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertNothingIsWatched(); // nor on no context at all
    } finally {
      other.close().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private void assertNothingIsWatched() {
    Future<Void> failed = Future.failedFuture("no");
    assertThat(Debug.watch("plain", failed)).isSameAs(failed);
    assertThat(Debug.site()).isNull();
    assertThat(new Cancellation().waitsFor()).isEmpty();
  }
}
