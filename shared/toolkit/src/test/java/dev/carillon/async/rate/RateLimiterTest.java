package dev.carillon.async.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.sync.Wait;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Cancellation;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final RateLimiter limiter =
      new RateLimiter("limiter", new SlidingWindow(2, Duration.ofSeconds(1)), timers, clock);

  private void pass(long millis) {
    for (long i = 0; i < millis; i++) {
      clock.advance(Duration.ofMillis(1));
      timers.advance(Duration.ofMillis(1));
    }
  }

  @Test
  void aWaitBoundsTheQueueAndTheLimitTogether() {
    limiter.acquire();
    limiter.acquire();
    Future<Void> first = limiter.acquire(Wait.atMost(Duration.ofMillis(999)));
    Future<Void> second = limiter.acquire(Wait.atMost(Duration.ofMillis(10)));
    pass(10);
    assertThat(second.cause()).isInstanceOf(WaitTimeoutException.class);
    pass(988);
    assertThat(first.isComplete()).isFalse();
    pass(1);
    assertThat(first.cause())
        .isInstanceOf(WaitTimeoutException.class)
        .hasMessage("limiter allowed no call within 999 ms");
    assertThat(timers.size()).isZero();
  }

  @Test
  void whoLeavesWhileItWaitsForTheLimitLetsTheNextOneGo() {
    limiter.acquire();
    limiter.acquire();
    Cancellation leaving = new Cancellation();
    Future<Void> first = limiter.acquire(Wait.until(leaving));
    Future<Void> second = limiter.acquire();
    Future<Void> third = limiter.acquire();
    pass(500);
    leaving.cancel();
    assertThat(first.cause()).isInstanceOf(CancellationException.class);
    pass(500);
    assertThat(second.succeeded()).isTrue();
    assertThat(third.succeeded()).isTrue();
    assertThat(limiter.tryAcquire()).isFalse();
  }

  @Test
  void whoWasCancelledBeforeUsesUpNothing() {
    Cancellation gone = new Cancellation();
    gone.cancel();
    assertThat(limiter.acquire(Wait.until(gone)).failed()).isTrue();
    assertThat(limiter.tryAcquire()).isTrue();
    assertThat(limiter.tryAcquire()).isTrue();
  }

  /** Random callers, some of whom leave or time out: the limit is kept and no slot is wasted. */
  @Test
  void underRandomCallersEveryWindowIsFullAndNoneOverfull() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      RateLimiter random3 =
          new RateLimiter("3", new SlidingWindow(3, Duration.ofMillis(100)), timers, clock);
      List<Long> granted = new ArrayList<>();
      List<Cancellation> leaving = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Cancellation cancellation = new Cancellation();
        Wait wait = Wait.until(cancellation);
        random3
            .acquire(random.nextInt(3) == 0 ? wait.limitedTo(Duration.ofMillis(30)) : wait)
            .onSuccess(v -> granted.add(clock.nanos()));
        if (random.nextInt(4) == 0) {
          leaving.add(cancellation);
        }
        if (!leaving.isEmpty() && random.nextInt(3) == 0) {
          leaving.remove(random.nextInt(leaving.size())).cancel();
        }
        pass(random.nextInt(20));
      }
      long window = Duration.ofMillis(100).toNanos();
      for (int i = 0; i + 3 < granted.size(); i++) {
        assertThat(granted.get(i + 3) - granted.get(i)).isGreaterThanOrEqualTo(window);
      }
      long elapsed = granted.get(granted.size() - 1) - granted.get(0);
      assertThat(granted.size())
          .as("seed %s", seed)
          .isGreaterThan((int) (elapsed / window * 3 * 9 / 10));
    }
  }
}
