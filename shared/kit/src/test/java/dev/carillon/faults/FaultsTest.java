package dev.carillon.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.Actor;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Actor ADA = new Actor("ada", "0af7651916cd43dd8448eb211c80319c");
  private static final Duration TEN = Duration.ofSeconds(10);

  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final Faults faults = new Faults(timers, clock);
  private final List<String> done = new ArrayList<>();

  private Fault fault(String name) {
    return new Fault(name, "It breaks.", () -> step(name + " begins"), () -> step(name + " ends"));
  }

  private Future<?> step(String what) {
    done.add(what);
    return Future.succeededFuture();
  }

  @Test
  void nothingIsOfferedWhereNobodyHasAllowedIt() {
    faults.offer(fault("plug"));
    assertThat(faults.areAllowed()).isFalse();
    assertThat(faults.list().items()).isEmpty();
    assertThatThrownBy(() -> faults.begin("plug", TEN, ADA)).satisfies(isA(FailureCode.NOT_FOUND));
    assertThat(faults.endAll().succeeded()).isTrue();
    assertThat(done).isEmpty();
  }

  @Test
  void aFaultEndsByItselfAndTheAuditNamesWhoDidWhat() {
    faults.allow();
    faults.offer(fault("plug"));
    assertThat(faults.begin("plug", TEN, ADA).result().active()).isTrue();
    FaultState active = faults.list().items().get(0);
    assertThat(active.by()).isEqualTo("ada");
    assertThat(Duration.between(active.since(), active.until())).isEqualTo(TEN);
    timers.advance(TEN.minusMillis(1));
    assertThat(done).containsExactly("plug begins");
    timers.advance(Duration.ofMillis(1));
    assertThat(done).containsExactly("plug begins", "plug ends");
    assertThat(faults.list().items().get(0).active()).isFalse();
    assertThat(faults.list().audit())
        .extracting(FaultEvent::what, FaultEvent::actor, FaultEvent::traceId)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("ended", "carillon", null),
            org.assertj.core.groups.Tuple.tuple("began", "ada", ADA.requestId()));
  }

  @Test
  void itIsBrokenOnceAtATimeAndForASecondToAMinute() {
    faults.allow();
    faults.offer(fault("plug"));
    for (Duration other : List.of(Duration.ofMillis(999), Duration.ofMillis(60_001))) {
      assertThatThrownBy(() -> faults.begin("plug", other, ADA))
          .satisfies(isA(FailureCode.INVALID))
          .hasMessageContaining("for");
    }
    faults.begin("plug", TEN, ADA);
    assertThatThrownBy(() -> faults.begin("plug", TEN, ADA)).satisfies(isA(FailureCode.CONFLICT));
    assertThat(faults.end("plug", ADA).result().active()).isFalse();
    assertThat(faults.end("plug", ADA).succeeded()).as("again").isTrue();
    timers.advance(TEN);
    assertThat(done).as("its own end does not come any more").hasSize(2);
    assertThat(timers.size()).isZero();
  }

  @Test
  void anEndWaitsForItsBeginAndAStopForAllEnds() {
    faults.allow();
    Promise<Void> slow = Promise.promise();
    Fault late = new Fault("late", "It breaks.", slow::future, () -> step("late ends"));
    faults.offer(late);
    faults.offer(fault("plug"));
    Future<?> begun = faults.begin("late", TEN, ADA);
    faults.begin("plug", TEN, ADA);
    Future<?> all = faults.endAll();
    assertThat(done).containsExactly("plug begins", "plug ends");
    assertThat(all.isComplete()).isFalse();
    slow.complete();
    assertThat(begun.succeeded()).isTrue();
    assertThat(all.succeeded()).isTrue();
    assertThat(done).contains("late ends");
  }

  @Test
  void whatCannotBeBrokenIsMadeWholeAndMayBeTriedAgain() {
    faults.allow();
    faults.offer(
        new Fault(
            "plug",
            "It breaks.",
            () -> {
              throw new IllegalStateException("no hands");
            },
            () -> step("plug ends")));
    assertThat(faults.begin("plug", TEN, ADA).failed()).isTrue();
    assertThat(done).containsExactly("plug ends");
    assertThat(faults.list().items().get(0).active()).isFalse();
    assertThat(faults.list().audit().get(0).what()).isEqualTo("failed");
  }

  @Test
  void aPartThatStopsTakesItsFaultWithIt() {
    faults.allow();
    assertThat(faults.component(fault("plug")).start().get().succeeded()).isTrue();
    faults.begin("plug", TEN, ADA);
    assertThat(faults.component(fault("plug")).stop().get().succeeded()).isTrue();
    assertThat(done).containsExactly("plug begins", "plug ends");
    assertThat(faults.list().items()).isEmpty();
  }

  private static java.util.function.Consumer<Throwable> isA(FailureCode code) {
    return e -> assertThat(((Failure) e).code()).isEqualTo(code);
  }
}
