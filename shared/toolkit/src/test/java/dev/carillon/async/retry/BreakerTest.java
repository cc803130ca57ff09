package dev.carillon.async.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(30);

  private final AtomicInteger calls = new AtomicInteger();
  private final ManualClock clock = new ManualClock();
  private Breaker breaker = breaker(LONG);

  private Breaker breaker(Duration rest) {
    return breaker(rest, LONG);
  }

  private Breaker breaker(Duration rest, Duration probe) {
    return new Breaker(
        "upstream",
        clock,
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

  private void open() {
    for (int i = 0; i < 3; i++) {
      assertThat(call("down").cause()).hasMessage("down");
    }
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void afterSeveralFailuresItRefusesWithoutAsking() {
    open();
    assertThat(call(null).cause())
        .isInstanceOf(Breaker.OpenException.class)
        .hasMessageStartingWith("upstream failed too often");
    assertThat(calls).hasValue(3);
  }

  @Test
  void failuresThatSayNothingAboutTheOtherSideDoNotCount() {
    for (int i = 0; i < 10; i++) {
      assertThat(call("mine").cause()).hasMessage("mine");
    }
    assertThat(breaker.isOpen()).isFalse();
    assertThat(call(null).result()).isEqualTo(11);
  }

  @Test
  void failuresThatAreFarApartDoNotOpenIt() {
    for (int i = 0; i < 9; i++) {
      call("down");
      clock.advance(LONG.dividedBy(2).plusMillis(1));
    }
    assertThat(breaker.isOpen()).isFalse();
    call("down");
    call("down");
    assertThat(breaker.isOpen()).as("three within a minute").isTrue();
  }

  @Test
  void afterItsRestOneAttemptIsLetThroughAndClosesIt() {
    breaker = breaker(SHORT);
    open();
    clock.advance(SHORT.minusNanos(1));
    assertThat(breaker.isOpen()).isTrue();
    clock.advance(Duration.ofNanos(1));
    assertThat(breaker.isOpen()).isFalse();
    assertThat(call(null).result()).isEqualTo(4);
    assertThat(call(null).result()).isEqualTo(5);
    call("down");
    call("down");
    assertThat(breaker.isOpen()).as("what failed before does not count any more").isFalse();
  }

  @Test
  void besideTheAttemptThatIsLetThroughOthersAreRefused() {
    breaker = breaker(SHORT);
    open();
    clock.advance(SHORT);
    Promise<Integer> probe = Promise.promise();
    Future<Integer> first = breaker.run(probe::future);
    assertThat(call(null).cause()).isInstanceOf(Breaker.OpenException.class);
    probe.complete(1);
    assertThat(first.result()).isEqualTo(1);
    assertThat(call(null).succeeded()).isTrue();
  }

  @Test
  void anyFailureOfTheAttemptThatIsLetThroughOpensItAgain() {
    breaker = breaker(SHORT);
    open();
    clock.advance(SHORT);
    assertThat(call("mine").cause()).hasMessage("mine");
    assertThat(breaker.isOpen()).isTrue();
    clock.advance(SHORT);
    assertThat(call(null).succeeded()).isTrue();
  }

  @Test
  void whatBeganBeforeItOpenedSaysNothingOfTheTimeSince() {
    breaker = breaker(SHORT);
    Promise<Integer> slow = Promise.promise();
    Future<Integer> old = breaker.run(slow::future);
    open();
    clock.advance(SHORT);
    slow.fail("down");
    assertThat(old.cause()).hasMessage("down");
    assertThat(call(null).succeeded()).as("the attempt that is let through").isTrue();
  }

  @Test
  void anAttemptThatNeverEndsCountsAsFailedAndAnotherIsLetThrough() {
    breaker = breaker(SHORT, SHORT);
    open();
    clock.advance(SHORT);
    Promise<String> never = Promise.promise();
    Future<String> waiting = breaker.run(never::future);
    clock.advance(SHORT);
    assertThat(breaker.isOpen()).as("the attempt has had its time").isTrue();
    assertThat(call(null).failed()).isTrue();
    clock.advance(SHORT);
    Promise<Integer> second = Promise.promise();
    Future<Integer> answered = breaker.run(second::future);
    assertThat(waiting.isComplete()).isFalse();
    never.complete("late, but his own");
    assertThat(waiting.result()).isEqualTo("late, but his own");
    assertThat(call(null).failed()).as("a late answer closes nothing").isTrue();
    second.complete(2);
    assertThat(answered.result()).isEqualTo(2);
    assertThat(call(null).succeeded()).isTrue();
  }

  @Test
  void aThrowIsAFailureLikeOthers() {
    Future<Integer> thrown =
        breaker.run(
            () -> {
              throw new IllegalStateException("thrown");
            });
    assertThatThrownBy(() -> thrown.await(30, TimeUnit.SECONDS)).hasMessage("thrown");
  }
}
