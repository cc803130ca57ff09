package dev.carillon.bus.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OlderAnswersTest {
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final int SETTLED_BEATS = 10;

  private final ManualClock clock = new ManualClock();
  private final OlderAnswers older = new OlderAnswers(clock, Duration.ofSeconds(3));
  private boolean answers = true;
  private final Need need =
      new Need(
          "users",
          List.of("users.get.v1"),
          () -> answers ? Future.succeededFuture() : Future.failedFuture("nobody"));

  private void beats(int count) {
    for (int i = 0; i < count; i++) {
      older.ask(need);
      clock.advance(BEAT);
    }
  }

  @Test
  void whoHasAnsweredForAWhileCountsUntilItStops() {
    beats(SETTLED_BEATS);
    assertThat(older.answer(need)).as("one may be left of a connection").isFalse();
    beats(1);
    assertThat(older.answer(need)).isTrue();

    answers = false;
    beats(4);
    assertThat(older.answer(need)).as("a few may be lost").isTrue();
    beats(2);
    assertThat(older.answer(need)).isFalse();

    answers = true;
    beats(1);
    assertThat(older.answer(need)).as("it begins anew").isFalse();
  }

  @Test
  void whatWasAnsweredBeforeTheClusterWasLostDoesNotCountAfterIt() {
    beats(SETTLED_BEATS + 1);
    older.forget(need);
    beats(1);
    assertThat(older.answer(need)).isFalse();
  }

  @Test
  void anAnswerThatComesAfterThatIsNotKept() {
    Promise<Void> late = Promise.promise();
    Need slow = new Need("users", List.of("users.get.v1"), late::future);
    older.ask(slow);
    older.forget(slow);
    late.complete();
    clock.advance(Duration.ofSeconds(6));
    older.ask(slow); // answered at once
    assertThat(older.answer(slow)).isFalse();
  }
}
