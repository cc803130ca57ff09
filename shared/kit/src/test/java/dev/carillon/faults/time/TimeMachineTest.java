package dev.carillon.faults.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.faults.FaultEvent;
import dev.carillon.faults.Faults;
import dev.carillon.request.Actor;
import dev.carillon.testkit.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeMachineTest {
  private static final Actor ADA = new Actor("ada", "0af7651916cd43dd8448eb211c80319c");
  private static final Duration WEEK = Duration.ofDays(7);

  private final ManualClock clock = new ManualClock();
  private final Vertx vertx = Vertx.vertx();
  private final TimeMachine time = TimeMachine.of(vertx, clock);
  private final List<String> asked = new ArrayList<>();
  private Duration kept = Duration.ZERO;
  private Future<?> gate = Future.succeededFuture();

  private final Clockwork tables =
      new Clockwork() {
        @Override
        public Future<Duration> shift() {
          asked.add("shift");
          return gate.map(v -> kept);
        }

        @Override
        public Future<Duration> advance(Duration by, String who) {
          asked.add("advance " + by);
          kept = kept.plus(by);
          return gate.map(v -> kept);
        }
      };

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void whereNobodyHasAllowedItThereIsNone() {
    assertThat(time.isAllowed()).isFalse();
    assertThat(code(time.shift())).isEqualTo(FailureCode.NOT_FOUND);
    assertThat(code(time.forward(WEEK, ADA))).isEqualTo(FailureCode.NOT_FOUND);
  }

  @Test
  void theTablesAreAskedOnceAndSayWhereItIs() {
    time.allow(tables);
    kept = WEEK;
    assertThat(time.shift().result()).isEqualTo(new TimeShift(WEEK, clock.now().plus(WEEK)));
    assertThat(time.shift().result().shift()).isEqualTo(WEEK);
    assertThat(time.forward(WEEK, ADA).result().shift()).isEqualTo(WEEK.multipliedBy(2));
    assertThat(asked).containsExactly("shift", "advance PT168H");
    assertThat(Faults.of(vertx, clock).list().audit())
        .containsExactly(
            new FaultEvent(
                clock.now(),
                "time",
                "is moved forward by PT168H from PT168H",
                "ada",
                ADA.requestId()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1H", "PT59S", "P401D"})
  void aWayHasItsBounds(String way) {
    time.allow(tables);
    assertThat(refused(() -> time.forward(Duration.parse(way), ADA))).contains("/forward");
    assertThat(asked).isEmpty();
  }

  @Test
  void allWaysTogetherHaveABound() {
    time.allow(tables);
    time.forward(Duration.ofDays(399), ADA);
    Future<TimeShift> further = time.forward(Duration.ofDays(2), ADA);
    assertThat(further.cause()).hasMessageContaining("/forward").hasMessageContaining("PT9576H");
    assertThat(time.forward(Duration.ofDays(1), ADA).result().shift())
        .isEqualTo(TimeMachine.FURTHEST);
  }

  @Test
  void oneMoveWaitsForTheOther() {
    time.allow(tables);
    time.shift();
    Promise<Void> first = Promise.promise();
    gate = first.future();
    Future<TimeShift> one = time.forward(Duration.ofDays(300), ADA);
    Future<TimeShift> two = time.forward(Duration.ofDays(300), ADA);
    assertThat(asked).containsExactly("shift", "advance PT7200H");
    first.complete();
    assertThat(one.succeeded()).isTrue();
    assertThat(two.cause()).as("both would lead too far").hasMessageContaining("/forward");
  }

  @Test
  void afterAMoveThatFailedTheTablesAreAskedAgain() {
    time.allow(tables);
    gate = Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "away"));
    kept = Duration.ofDays(1);
    assertThat(code(time.shift())).isEqualTo(FailureCode.UNAVAILABLE);
    gate = Future.succeededFuture();
    time.shift();
    gate = Future.failedFuture(Failure.of(FailureCode.UNAVAILABLE, "away"));
    assertThat(code(time.forward(WEEK, ADA))).isEqualTo(FailureCode.UNAVAILABLE);
    gate = Future.succeededFuture();
    assertThat(time.shift().result().shift()).as("it had moved").isEqualTo(Duration.ofDays(8));
  }

  private static FailureCode code(Future<?> failed) {
    return ((Failure) failed.cause()).code();
  }

  private static String refused(Runnable move) {
    try {
      move.run();
    } catch (Failure e) {
      return e.getMessage();
    }
    throw new AssertionError("It was done");
  }
}
