package dev.carillon.async.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final long MS = 1_000_000;

  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final List<String> ran = new ArrayList<>();

  /** The guide's demonstration: at most 3 calls per 2 s, six calls wait their turn. */
  @Test
  void sixCallsAtThreePerTwoSecondsTakeTurns() {
    RateLimiter limiter =
        new RateLimiter("guide", new SlidingWindow(3, Duration.ofSeconds(2)), timers, clock);
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      String name = "call" + i;
      calls.add(limiter.run(() -> Future.succeededFuture(note(name))));
    }
    assertThat(ran).containsExactly("call1", "call2", "call3");
    pass(Duration.ofMillis(1999));
    assertThat(ran).hasSize(3);
    pass(Duration.ofMillis(1));
    assertThat(ran).containsExactly("call1", "call2", "call3", "call4", "call5", "call6");
    assertThat(calls).allMatch(Future::succeeded);
    assertThat(limiter.tryAcquire()).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(limiter.tryAcquire()).isTrue();
  }

  @Test
  void noWindowOfRandomCallsHoldsMoreThanItMay() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int calls = 1 + random.nextInt(5);
      long window = (1 + random.nextInt(50)) * MS;
      List<Long> granted = grants(new SlidingWindow(calls, Duration.ofNanos(window)), random);
      for (int i = 0; i + calls < granted.size(); i++) {
        assertThat(granted.get(i + calls) - granted.get(i))
            .as("seed " + seed)
            .isGreaterThanOrEqualTo(window);
      }
    }
  }

  /**
   * The expected counterexample: a window that begins anew at fixed times lets twice as many by.
   */
  @Test
  void aFixedWindowWouldBeCaught() {
    long window = 10 * MS;
    List<Long> granted = List.of(9 * MS, 9 * MS, 10 * MS, 10 * MS); // 2 per fixed window of 10 ms
    assertThat(granted.get(2) - granted.get(0)).isLessThan(window);
  }

  @Test
  void aBucketAllowsItsBurstAndThenItsRate() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int burst = 1 + random.nextInt(5);
      long interval = (1 + random.nextInt(20)) * MS;
      List<Long> granted = grants(new TokenBucket(Duration.ofNanos(interval), burst), random);
      for (int i = 0; i < granted.size(); i++) {
        for (int j = i + 1; j < granted.size(); j++) {
          long most = burst + (granted.get(j) - granted.get(i)) / interval;
          assertThat((long) j - i + 1).as("seed " + seed).isLessThanOrEqualTo(most);
        }
      }
    }
  }

  /** By a model: how many a bucket has is what came back less what was taken, and no refusal. */
  @Test
  void severalTokensAreTakenTogetherOrNoneIsGone() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int burst = 1 + random.nextInt(8);
      long interval = (1 + random.nextInt(20)) * MS;
      TokenBucket bucket = new TokenBucket(Duration.ofNanos(interval), burst);
      TokenBucket oneByOne = new TokenBucket(Duration.ofNanos(interval), burst);
      long now = 0;
      for (int i = 0; i < 200; i++) {
        now += random.nextInt(8) * MS;
        int count = random.nextInt(burst + 2);
        oneByOne.take(0, now);
        boolean there = count <= oneByOne.left();
        assertThat(bucket.take(count, now)).as("seed " + seed).isEqualTo(there);
        for (int taken = 0; there && taken < count; taken++) {
          assertThat(oneByOne.request(now)).isZero();
        }
        assertThat(bucket.left()).as("seed " + seed).isEqualTo(oneByOne.left());
      }
    }
  }

  @Test
  void theWaitThatALimitNamesIsEnoughAndNotTooLong() {
    for (Limit limit :
        List.of(
            new SlidingWindow(2, Duration.ofSeconds(1)),
            new TokenBucket(Duration.ofSeconds(1), 2))) {
      assertThat(limit.request(0)).isZero();
      assertThat(limit.request(0)).isZero();
      long wait = limit.request(0);
      assertThat(wait).isPositive();
      assertThat(limit.request(wait - 1)).isEqualTo(1);
      assertThat(limit.request(wait)).isZero();
    }
  }

  /** The guide's demonstration: of query1 to query3 only the last one runs. */
  @Test
  void onlyTheLastQueryRuns() {
    Debouncer debouncer = new Debouncer(Duration.ofMillis(500), timers);
    Future<String> first = debouncer.call(() -> Future.succeededFuture(note("query1")));
    timers.advance(Duration.ofMillis(499));
    Future<String> second = debouncer.call(() -> Future.succeededFuture(note("query2")));
    Future<String> third = debouncer.call(() -> Future.succeededFuture(note("query3")));
    timers.advance(Duration.ofMillis(499));
    assertThat(ran).isEmpty();
    timers.advance(Duration.ofMillis(1));
    assertThat(ran).containsExactly("query3");
    assertThat(first.cause()).isInstanceOf(CancellationException.class);
    assertThat(second.cause()).isInstanceOf(CancellationException.class);
    assertThat(third.result()).isEqualTo("query3");
    assertThat(timers.size()).isZero();
  }

  @Test
  void aThrottlerRunsTheFirstAndDropsThoseTooSoon() {
    Throttler throttler = new Throttler(Duration.ofSeconds(1), clock);
    assertThat(throttler.call(() -> Future.succeededFuture(1))).isPresent();
    clock.advance(Duration.ofMillis(999));
    assertThat(throttler.call(() -> Future.succeededFuture(2))).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(throttler.call(() -> Future.succeededFuture(3))).isPresent();
  }

  private static List<Long> grants(Limit limit, Random random) {
    List<Long> granted = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < 300; i++) {
      now += random.nextInt(8) * MS;
      if (limit.request(now) == 0) {
        granted.add(now);
      }
    }
    return granted;
  }

  /** Both clocks go on together, a millisecond at a time. */
  private void pass(Duration duration) {
    for (long i = 0; i < duration.toMillis(); i++) {
      clock.advance(Duration.ofMillis(1));
      timers.advance(Duration.ofMillis(1));
    }
  }

  private String note(String what) {
    ran.add(what);
    return what;
  }
}
