package dev.carillon.async.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class SchedulerTest {
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final List<Object> log = new CopyOnWriteArrayList<>();
  private Context context;
  private Scheduler scheduler;

  @BeforeEach
  void make(Vertx vertx) {
    context = vertx.getOrCreateContext();
    scheduler = new Scheduler(context, timers, clock);
  }

  private void pass(Duration duration) {
    clock.advance(duration);
    timers.advance(duration);
    flush();
  }

  /** Waits until everything that was scheduled for now has run. */
  private void flush() {
    CountDownLatch latch = new CountDownLatch(1);
    context.runOnContext(v -> latch.countDown());
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void soonRunsInTheOrderOfTheCalls() {
    for (int i = 0; i < 100; i++) {
      int number = i;
      scheduler.soon(() -> log.add(number));
    }
    flush();
    assertThat(log).hasSize(100).isSorted();
  }

  @Test
  void soonRunsInAnotherTurnOnTheContext() {
    context.runOnContext(
        v -> {
          scheduler.soon(() -> log.add("later"));
          log.add("now");
        });
    flush();
    flush();
    assertThat(log).containsExactly("now", "later");
  }

  @Test
  void afterRunsInTheOrderOfTheMoments() {
    scheduler.after(Duration.ofSeconds(3), () -> log.add(3));
    scheduler.after(Duration.ofSeconds(1), () -> log.add(1));
    scheduler.after(Duration.ofSeconds(2), () -> log.add(2));
    scheduler.after(Duration.ZERO, () -> log.add(0));
    flush();
    assertThat(log).containsExactly(0);
    pass(Duration.ofMillis(999));
    assertThat(log).containsExactly(0);
    pass(Duration.ofMillis(2001));
    assertThat(log).containsExactly(0, 1, 2, 3);
  }

  @Test
  void whatIsTakenBackDoesNotRun() {
    Scheduler.Scheduled later = scheduler.after(Duration.ofSeconds(1), () -> log.add("later"));
    assertThat(later.cancel()).isTrue();
    assertThat(later.cancel()).isFalse();
    assertThat(later.isCancelled()).isTrue();
    assertThat(timers.size()).isZero();
    Scheduler.Scheduled ran = scheduler.soon(() -> log.add("ran"));
    flush();
    assertThat(ran.cancel()).isFalse();
    assertThat(ran.isCancelled()).isFalse();
    assertThat(log).containsExactly("ran");
  }

  @Test
  void aMomentIsNeverEarlyAndThePastIsSoon() {
    scheduler.at(clock.now().plusMillis(10).plusNanos(1), () -> log.add("moment"));
    scheduler.at(clock.now().minusSeconds(5), () -> log.add("past"));
    pass(Duration.ofMillis(10));
    assertThat(log).containsExactly("past");
    pass(Duration.ofMillis(1));
    assertThat(log).containsExactly("past", "moment");
  }

  @Test
  void aMomentFarAwayIsKeptAlsoWhenTheWallClockIsSet() {
    scheduler.at(clock.now().plusSeconds(3 * 3600), () -> log.add("far"));
    clock.jump(Duration.ofHours(-1));
    for (int minute = 0; minute < 239; minute++) {
      pass(Duration.ofMinutes(1));
    }
    assertThat(log).isEmpty();
    pass(Duration.ofMinutes(1));
    assertThat(log).containsExactly("far");

    scheduler.at(clock.now().plusSeconds(3 * 3600), () -> log.add("jumped over"));
    clock.jump(Duration.ofHours(4));
    pass(Duration.ofMinutes(1));
    assertThat(log).containsExactly("far", "jumped over");
  }

  @Test
  void aCallbackThatThrowsHurtsNoOther() {
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    context.exceptionHandler(thrown::add);
    scheduler.soon(
        () -> {
          throw new IllegalStateException("bad");
        });
    scheduler.soon(() -> log.add("next"));
    flush();
    assertThat(log).containsExactly("next");
    assertThat(thrown).singleElement().isInstanceOf(IllegalStateException.class);
  }
}
