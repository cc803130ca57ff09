package dev.carillon.async.waits;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.carillon.async.debug.Debug;
import dev.carillon.async.sync.AsyncEvent;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.TaskGroup;
import dev.carillon.async.task.Timeouts;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Cycles of waits are found while they stand, and nothing that moves is taken for one. */
@ExtendWith(LoopGuard.class)
class DeadlocksTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Logger logger = (Logger) LoggerFactory.getLogger(Deadlocks.class);
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final AsyncLock books = new AsyncLock("books", timers, clock);
  private final AsyncLock desk = new AsyncLock("desk", timers, clock);
  private final Promise<Void> go = Promise.promise();
  private final List<Task<?>> started = new ArrayList<>();

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(appender);
    started.forEach(Task::cancel);
  }

  private List<String> logged() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private <T> Task<T> task(String name, Function<Cancellation, Future<T>> body) {
    Task<T> task = Task.start(name, body);
    started.add(task);
    return task;
  }

  /** Takes one, waits for the sign, and then takes the other. */
  private Task<Void> taker(String name, AsyncLock first, AsyncLock second, Promise<Void> sign) {
    return task(
        name,
        c ->
            first.withLock(
                Wait.until(c),
                () ->
                    sign.future()
                        .compose(v -> second.withLock(Wait.until(c), Future::succeededFuture))));
  }

  private <T> Future<T> both(AsyncLock outer, Cancellation c, Supplier<Future<T>> inner) {
    return outer.withLock(Wait.until(c), inner);
  }

  @Test
  void twoTasksThatHoldWhatTheOtherWaitsForAreNamedOnceWhileTheyStand() {
    AsyncSemaphore turn = AsyncSemaphore.bounded("turn", 1, timers);
    turn.acquire();
    Task<Void> ada =
        task(
            "ada",
            c ->
                both(
                    books,
                    c,
                    () -> turn.acquire(Wait.until(c)).compose(v -> both(desk, c, this::well))));
    Task<Void> bob = task("bob", c -> both(desk, c, () -> both(books, c, this::well)));
    assertThat(logged()).isEmpty(); // ada may still go on: nobody knows who holds the turn
    turn.release();
    assertThat(logged())
        .singleElement()
        .asString()
        .contains("ada (which holds lock books) waits for lock desk, held by bob")
        .contains("bob (which holds lock desk) waits for lock books, held by ada");
    assertThat(Deadlocks.standing()).hasSize(1);
    bob.cancel();
    assertThat(ada.future().succeeded()).isTrue();
    assertThat(Deadlocks.standing()).isEmpty();
    assertThat(logged()).hasSize(1);
  }

  private Future<Void> well() {
    return Future.succeededFuture();
  }

  @Test
  void oneWhoWaitsForWhatItHoldsItselfIsFound() {
    task("ada", c -> both(books, c, () -> both(books, c, this::well)));
    assertThat(logged())
        .containsExactly(
            "Deadlock: ada (which holds lock books) waits for lock books, held by"
                + " ada (which holds lock books)");
  }

  @Test
  void alsoWithoutATaskAndThroughAnInnerLock() {
    books.withLock(() -> desk.withLock(() -> books.withLock(this::well)));
    assertThat(logged()).singleElement().asString().contains("holds lock books");
    books.release();
  }

  @Test
  void aLimitInsideALockThatItsWorkWaitsForIsFound() {
    task(
        "ada",
        c ->
            both(
                books,
                c,
                () -> Timeouts.within(SECOND, timers, c, d -> both(books, d, this::well))));
    assertThat(logged()).singleElement().asString().contains("the work waits for lock books");
    timers.advance(SECOND);
    assertThat(Deadlocks.standing()).isEmpty();
    assertThat(books.isLocked()).isFalse();
  }

  @Test
  void permitsCountWhenAllOfTheirHoldersWait() {
    AsyncSemaphore permits = AsyncSemaphore.bounded("permits", 2, timers);
    AsyncEvent turn = new AsyncEvent("turn", timers);
    for (String name : List.of("ada", "bob")) {
      task(
          name,
          c ->
              permits.withPermit(
                  Wait.until(c),
                  () ->
                      turn.await(Wait.until(c))
                          .compose(v -> permits.withPermit(Wait.until(c), this::well))));
    }
    assertThat(logged()).isEmpty();
    turn.set();
    assertThat(logged()).singleElement().asString().contains("waits for permit of permits");
  }

  @Test
  void twoFullQueuesThatFeedOneAnotherAreFound() {
    AsyncQueue<Integer> left = AsyncQueue.fifo("left", 1, timers);
    AsyncQueue<Integer> right = AsyncQueue.fifo("right", 1, timers);
    AsyncEvent turn = new AsyncEvent("turn", timers);
    pump("ada", left, right, turn);
    pump("bob", right, left, turn);
    turn.set();
    assertThat(logged())
        .singleElement()
        .asString()
        .contains("waits for room in left, held by")
        .contains("waits for room in right, held by");
  }

  /** Gets from one once, and then puts two into the other. */
  private void pump(
      String name, AsyncQueue<Integer> from, AsyncQueue<Integer> to, AsyncEvent turn) {
    task(
        name,
        c -> {
          from.tryGet();
          return turn.await(Wait.until(c))
              .compose(v -> to.put(1, Wait.until(c)))
              .compose(v -> to.put(2, Wait.until(c)));
        });
  }

  @Test
  void tasksThatWaitForOneAnotherAreFound() {
    List<Task<Void>> two = new ArrayList<>();
    AsyncEvent turn = new AsyncEvent("turn", timers);
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      two.add(
          task("task " + i, c -> turn.await(Wait.until(c)).compose(v -> two.get(other).join(c))));
    }
    turn.set();
    assertThat(logged())
        .singleElement()
        .asString()
        .contains("task 1 waits for the end of task 0, held by task 0")
        .contains("task 0 waits for the end of task 1, held by task 1");
  }

  @Test
  void aGroupWhoseTaskWaitsForWhatTheGroupStandsInIsFound() {
    task(
        "ada",
        c ->
            both(
                books,
                c,
                () ->
                    TaskGroup.run(
                        "group",
                        c,
                        g -> {
                          g.start("inner", d -> both(books, d, this::well));
                          return well();
                        })));
    assertThat(Deadlocks.standing().size() + logged().size()).isPositive();
  }

  @Test
  void inDebugModeThePlacesAreNamed(Vertx vertx) throws Exception {
    Debug debug = Debug.enable(vertx);
    Promise<Void> begun = Promise.promise();
    vertx.runOnContext(
        v -> {
          task("ada", c -> both(books, c, () -> both(books, c, this::well)));
          begun.complete();
        });
    begun.future().await(30, TimeUnit.SECONDS);
    debug.disable();
    assertThat(logged()).singleElement().asString().contains(" at ");
  }

  @Test
  void branchesOfOneTaskThatTakeTurnsAreNoDeadlock() {
    Promise<Void> outside = Promise.promise();
    Task<List<Void>> task =
        task(
            "ada",
            c ->
                Gather.all(
                    List.of(
                        both(books, c, outside::future),
                        both(books, c, this::well),
                        both(books, c, this::well))));
    assertThat(logged()).isEmpty();
    outside.complete();
    assertThat(task.future().succeeded()).isTrue();
  }

  @Test
  void whoAcquiresByHandInSeveralBranchesIsNoDeadlock() {
    task(
        "ada",
        c -> {
          books.acquire(Wait.until(c));
          return books.acquire(Wait.until(c));
        });
    AsyncSemaphore permits = AsyncSemaphore.bounded("permits", 1, timers);
    task(
        "bob",
        c -> {
          permits.acquire();
          return permits.acquire();
        });
    assertThat(logged()).isEmpty();
  }

  @Test
  void whoSleepsOrWaitsForOthersMoves() {
    task("ada", c -> both(books, c, () -> Sleep.of(SECOND, timers, c)));
    task("bob", c -> both(desk, c, () -> both(books, c, this::well)));
    task("cyd", c -> both(desk, c, go::future));
    assertThat(logged()).isEmpty();
    timers.advance(SECOND);
    go.complete();
    assertThat(books.isLocked() || desk.isLocked()).isFalse();
    Scope none = Scope.current();
    assertThat(none).isNull();
  }

  @Test
  void aDeadlockOfThreeIsNamedInItsOrder() {
    AsyncLock third = new AsyncLock("third", timers, clock);
    AsyncEvent turn = new AsyncEvent("turn", timers);
    List<AsyncLock> locks = List.of(books, desk, third);
    for (int i = 0; i < 3; i++) {
      AsyncLock first = locks.get(i);
      AsyncLock second = locks.get((i + 1) % 3);
      task(
          "t" + i,
          c ->
              both(
                  first,
                  c,
                  () -> turn.await(Wait.until(c)).compose(v -> both(second, c, this::well))));
    }
    assertThat(logged()).isEmpty();
    turn.set();
    assertThat(logged()).singleElement().asString().contains("t0").contains("t1").contains("t2");
  }

  @Test
  void afterAnOutsidersAnswerAWaitBelongsToItsTask() {
    Task<Void> ada = taker("ada", books, desk, go);
    Task<Void> bob = taker("bob", desk, books, go);
    go.complete();
    assertThat(ada.future().isComplete() || bob.future().isComplete()).isFalse();
  }
}
