package dev.carillon.bench.chaos.trouble;

import dev.carillon.bench.chaos.postgres.MovedClock;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.bench.chaos.witness.Wait;
import java.time.Duration;
import java.util.List;

/**
 * PostgreSQL's clock is set forward, or back, by more than a lease lives, and after a while to what
 * it was; and so is, the other way and a little longer, that of a process. Nothing has this excuse.
 */
final class ClockMove implements Trouble {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ofSeconds(15),
          Duration.ofSeconds(-15),
          Duration.ofSeconds(40),
          Duration.ofSeconds(-40));

  private final MovedClock clock;
  private int next;

  ClockMove(MovedClock clock) {
    this.clock = clock;
  }

  @Override
  public String name() {
    return Troubles.CLOCK;
  }

  @Override
  public void strike(Stage stage) {
    Duration off = STEPS.get(next++ % STEPS.size());
    int span = stage.history().begin(Span.Kind.CLOCK_MOVED, "");
    stage.later(stage.fleet().moveClock(stage.random(), off.negated()));
    move(stage, off);
    Wait.millis(stage.someTime());
    move(stage, Duration.ZERO);
    stage.history().end(span);
  }

  private void move(Stage stage, Duration off) {
    clock.move(off);
    stage.history().clockMoved(off.toMillis());
  }
}
