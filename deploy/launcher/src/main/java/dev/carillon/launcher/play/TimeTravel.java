package dev.carillon.launcher.play;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.time.Clocks;
import dev.carillon.embedded.schedule.ScheduleClock;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.faults.time.Clockwork;
import dev.carillon.faults.time.TimeMachine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time machine of a process whose servers are all its own. */
public final class TimeTravel implements Clockwork {
  private static final Logger LOG = LoggerFactory.getLogger(TimeTravel.class);

  private final Vertx vertx;
  private final ScheduleClock schedules;

  private TimeTravel(Vertx vertx, ScheduleClock schedules) {
    this.vertx = vertx;
    this.schedules = schedules;
  }

  /** To be called before services start; without such a clock nothing is allowed. */
  public static void allow(Vertx vertx, @Nullable ScheduleClock schedules) {
    if (schedules != null) {
      TimeMachine.of(vertx, Clocks.system()).allow(new TimeTravel(vertx, schedules));
    }
  }

  @Override
  public Future<Duration> shift() {
    return apart(schedules::shift);
  }

  /** Whatever rests until something is due did not know of this. */
  @Override
  public Future<Duration> advance(Duration by, String who) {
    return apart(() -> schedules.advance(by, who)).onSuccess(shift -> Alone.of(vertx).stir());
  }

  private Future<Duration> apart(Callable<Duration> blocking) {
    return vertx
        .executeBlocking(blocking, false)
        .recover(
            e -> {
              LOG.warn("The clock of schedules does not answer: {}", e.toString());
              return Future.failedFuture(
                  Failure.of(
                      FailureCode.UNAVAILABLE,
                      "The clock of schedules does not answer; see where it is before you move it"
                          + " again"));
            });
  }
}
