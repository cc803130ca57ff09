package dev.carillon.async.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Deadline;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {
  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void itTriesUntilItSucceeds() {
    Future<Integer> result =
        retry(new RetryPolicy.Fixed(5, Duration.ofSeconds(1)))
            .run(in(60), Retry::always, this::third);
    assertThat(attempts).hasValue(1);
    timers.advance(Duration.ofSeconds(2));
    assertThat(result.result()).isEqualTo(3);
  }

  @Test
  void itEndsWithThePolicyTheDeadlineOrAFailureThatIsFinal() {
    Future<Integer> spent =
        retry(new RetryPolicy.Fixed(2, Duration.ofSeconds(1)))
            .run(in(60), Retry::always, this::third);
    timers.advance(Duration.ofSeconds(5));
    assertThat(spent.cause()).hasMessage("attempt 2");
    attempts.set(0);
    Future<Integer> late =
        retry(new RetryPolicy.Fixed(9, Duration.ofSeconds(2)))
            .run(in(1), Retry::always, this::third);
    assertThat(late.cause()).hasMessage("attempt 1"); // at once: the next would come too late
    attempts.set(0);
    assertThat(
            retry(new RetryPolicy.Fixed(9, Duration.ofSeconds(1)))
                .run(in(60), e -> false, this::third)
                .cause())
        .hasMessage("attempt 1");
    attempts.set(0);
    assertThat(retry(new RetryPolicy.Never()).run(in(60), Retry::always, this::third).failed())
        .isTrue();
  }

  @Test
  void backOffGrowsAlsoFromBelowAMillisecond() {
    RetryPolicy policy =
        new RetryPolicy.Exponential(99, Duration.ofNanos(400_000), Duration.ofSeconds(1));
    assertThat(policy.delayAfter(1, () -> 0.5)).isEqualTo(Duration.ofNanos(200_000));
    assertThat(policy.delayAfter(5, () -> 0.5)).isEqualTo(Duration.ofNanos(3_200_000));
    assertThat(policy.delayAfter(90, () -> 0.5)).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void backOffDoublesUpToItsLimitAndItsJitterIsFull() {
    RetryPolicy policy =
        new RetryPolicy.Exponential(99, Duration.ofSeconds(2), Duration.ofMinutes(10));
    assertThat(policy.delayAfter(1, () -> 0.999)).isLessThan(Duration.ofSeconds(2));
    assertThat(policy.delayAfter(3, () -> 0.5)).isEqualTo(Duration.ofSeconds(4));
    assertThat(policy.delayAfter(9, () -> 0.0)).isZero();
    Random random = new Random(1);
    for (int attempt = 1; attempt < 99; attempt++) {
      assertThat(policy.delayAfter(attempt, random::nextDouble))
          .isBetween(Duration.ZERO, Duration.ofMinutes(10));
    }
  }

  private Retry retry(RetryPolicy policy) {
    return new Retry(policy, timers, clock, () -> 0.5);
  }

  private Deadline in(int seconds) {
    return Deadline.in(Duration.ofSeconds(seconds), clock);
  }

  private Future<Integer> third() {
    int attempt = attempts.incrementAndGet();
    return attempt == 3
        ? Future.succeededFuture(attempt)
        : Future.failedFuture("attempt " + attempt);
  }
}
