package dev.carillon.async.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.LoopGuard;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LoopGuard.class)
class BreakerTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger calls = new AtomicInteger();
  private Vertx vertx;
  private Breaker breaker;

  @BeforeEach
  void make(Vertx given) {
    vertx = given;
    breaker = breaker(LONG);
  }

  @AfterEach
  void close() {
    breaker.close();
  }

  private Breaker breaker(Duration rest) {
    return breaker(rest, LONG);
  }

  private Breaker breaker(Duration rest, Duration probe) {
    return new Breaker(
        "upstream",
        vertx,
        new Breaker.Limits(3, LONG, rest, probe),
        e -> !"mine".equals(e.getMessage()));
  }

  private Future<Integer> call(String failure) {
    return breaker.run(
        () -> {
          int number = calls.incrementAndGet();
          return failure == null ? Future.succeededFuture(number) : Future.failedFuture(failure);
        });
  }

  private static void settle(Future<?> future) {
    try {
      future.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      // the failure is what the caller looks at
    }
  }

  private Future<Integer> settled(String failure) {
    Future<Integer> call = call(failure);
    settle(call);
    return call;
  }

  @Test
  void afterSeveralFailuresItRefusesWithoutAsking() {
    for (int i = 0; i < 3; i++) {
      assertThat(settled("down").cause()).hasMessage("down");
    }
    assertThat(breaker.isOpen()).isTrue();
    assertThat(settled(null).cause())
        .isInstanceOf(Breaker.OpenException.class)
        .hasMessageStartingWith("upstream failed too often");
    assertThat(calls).hasValue(3);
  }

  @Test
  void failuresThatSayNothingAboutTheOtherSideDoNotCount() {
    for (int i = 0; i < 10; i++) {
      assertThat(settled("mine").cause()).hasMessage("mine");
    }
    assertThat(breaker.isOpen()).isFalse();
    assertThat(settled(null).result()).isEqualTo(11);
  }

  @Test
  void afterItsRestOneAttemptIsLetThroughAndClosesIt() {
    breaker = breaker(Duration.ofMillis(30));
    for (int i = 0; i < 3; i++) {
      settled("down");
    }
    awaitHalfOpen();
    assertThat(settled(null).result()).isEqualTo(4);
    assertThat(settled(null).result()).isEqualTo(5);
  }

  private void awaitHalfOpen() {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (breaker.isOpen() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void anAttemptThatNeverEndsCountsAsFailedAndAnotherIsLetThrough() {
    breaker = breaker(Duration.ofMillis(30), Duration.ofMillis(30));
    for (int i = 0; i < 3; i++) {
      settled("down");
    }
    awaitHalfOpen();
    Promise<String> never = Promise.promise();
    Future<String> waiting = breaker.run(never::future);
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (settled(null).failed() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(settled(null).succeeded()).isTrue();
    assertThat(waiting.isComplete()).isFalse();
    never.complete("late, but his own");
    settle(waiting);
    assertThat(waiting.result()).isEqualTo("late, but his own");
  }

  @Test
  void aThrowIsAFailureLikeOthers() {
    Future<Integer> thrown =
        breaker.run(
            () -> {
              throw new IllegalStateException("thrown");
            });
    assertThatThrownBy(() -> thrown.await(10, TimeUnit.SECONDS)).hasMessage("thrown");
  }
}
