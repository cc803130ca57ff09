package dev.carillon.async.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class LoopTest {
  private final ManualTimers timers = new ManualTimers();
  private final BlockingQueue<Promise<Boolean>> passes = new LinkedBlockingQueue<>();

  @Test
  void passesFollowOneAnotherWhileThereIsMoreAndNeverOverlap(Vertx vertx) throws Exception {
    Loop loop = loop(vertx);
    loop.start();
    next().complete(true);
    next().complete(true);
    Promise<Boolean> third = next();
    loop.wake();
    assertThat(passes).isEmpty(); // one is under way
    third.complete(false);
    next().complete(false); // the wake is not lost
    loop.stop().await();
  }

  @Test
  void anIdleLoopRestsUntilItIsWokenOrItsTimeHasCome(Vertx vertx) throws Exception {
    Loop loop = loop(vertx);
    loop.start();
    next().complete(false);
    timers.awaitPending(1);
    timers.advance(Duration.ofMillis(100));
    next().complete(false);
    timers.awaitPending(1);
    loop.wake();
    next().complete(false);
    loop.stop().await();
  }

  @Test
  void restsOfALoopThatEasesGrowWithTheTimeInWhichThereWasNothingToDo(Vertx vertx)
      throws Exception {
    Loop loop = loop(vertx).easing(Duration.ofMillis(400));
    loop.start();
    for (long rest : new long[] {100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 110, 121}) {
      restsFor(rest);
    }
    for (int idle = 0; idle < 20; idle++) {
      next().complete(false);
      timers.awaitPending(1);
      timers.advance(Duration.ofMillis(400)); // the most
    }
    next().complete(false);
    timers.awaitPending(1);
    loop.stir(); // the present rest too
    timers.awaitNext(Duration.ofMillis(100));
    timers.advance(Duration.ofMillis(100));
    restsFor(100);
    next().complete(false);
    loop.stop().await();
  }

  @Test
  void whereNobodyElseLeavesWorkRestsDoubleUntilSomethingComesIn(Vertx vertx) throws Exception {
    Alone alone = Alone.of(vertx);
    Loop before =
        loop(vertx)
            .easing(
                Duration.ZERO,
                Duration.ofSeconds(1),
                () -> Future.failedFuture("others may leave something at any time"));
    alone.declare(Clocks.system());
    AtomicReference<Duration> due = new AtomicReference<>(Duration.ofHours(1));
    Loop loop =
        loop(vertx)
            .easing(Duration.ZERO, Duration.ofSeconds(1), () -> Future.succeededFuture(due.get()));
    loop.start();
    for (long rest : new long[] {100, 100, 200, 400, 800, 1_000, 1_000}) {
      restsFor(rest);
    }
    next().complete(false);
    timers.awaitPending(1);
    alone.stir();
    timers.awaitNext(Duration.ofMillis(100));
    timers.advance(Duration.ofMillis(100));
    restsFor(100);
    restsFor(100);
    due.set(Duration.ofMillis(120));
    restsFor(120); // not 200
    due.set(Duration.ofSeconds(-1));
    restsFor(100);
    next().complete(false);
    loop.stop().await();
    timers.awaitPending(0);
    before.start();
    for (int i = 0; i < 40; i++) {
      restsFor(100); // it did not know
    }
    next().complete(false);
    before.stop().await();
  }

  private void restsFor(long millis) throws Exception {
    next().complete(false);
    timers.awaitPending(1);
    timers.advance(Duration.ofMillis(millis - 1));
    assertThat(passes).isEmpty();
    timers.advance(Duration.ofMillis(1));
  }

  @Test
  void afterAFailureTheRestDoubles(Vertx vertx) throws Exception {
    Loop loop = loop(vertx);
    loop.start();
    next().fail("on purpose");
    timers.awaitPending(1);
    timers.advance(Duration.ofMillis(199));
    timers.awaitPending(1);
    assertThat(passes).isEmpty();
    timers.advance(Duration.ofMillis(1));
    next().complete(false);
    loop.stop().await();
  }

  @Test
  void stopWaitsForThePassUnderWayAndMayBeCalledTwice(Vertx vertx) throws Exception {
    Loop loop = loop(vertx);
    loop.start();
    Promise<Boolean> pass = next();
    Future<Void> stopped = loop.stop();
    Future<Void> again = loop.stop();
    assertThat(stopped.isComplete()).isFalse();
    pass.complete(true);
    stopped.await();
    again.await();
    assertThat(passes).isEmpty();
  }

  @Test
  void whoIsWokenBeforeTheStartDoesNothingYet(Vertx vertx) throws Exception {
    Loop loop = loop(vertx);
    loop.wake();
    loop.stop().await(); // after the wake, in the same order on the loop's context
    assertThat(passes).isEmpty();
  }

  @Test
  void aJitteredRestIsNeverShorterAndLongerByAShareAtMost() {
    Duration least = Duration.ofMillis(200);
    assertThat(Loop.jittered(least, 0.25, () -> 0).getAsLong()).isEqualTo(200);
    assertThat(Loop.jittered(least, 0.25, () -> 0.5).getAsLong()).isEqualTo(225);
    assertThat(LongStream.generate(Loop.jittered(least, 0.25)).limit(1_000))
        .allMatch(rest -> rest >= 200 && rest <= 250)
        .hasSizeGreaterThan(1);
  }

  private Loop loop(Vertx vertx) {
    return new Loop(
        "test",
        vertx,
        timers,
        () -> 100,
        () -> {
          Promise<Boolean> pass = Promise.promise();
          passes.add(pass);
          return pass.future();
        });
  }

  private Promise<Boolean> next() throws InterruptedException {
    Promise<Boolean> pass = passes.poll(30, TimeUnit.SECONDS);
    assertThat(pass).as("a pass").isNotNull();
    return pass;
  }
}
