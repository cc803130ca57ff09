package dev.carillon.faults.time;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.faults.Faults;
import dev.carillon.request.Actor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the clock of schedules forward, where whoever starts the process has allowed that; it is
 * never moved back. The shift is kept in the tables and outlives the process. One move at a time.
 * Thread-safe.
 */
public final class TimeMachine implements Shareable {
  /** The shortest way. */
  public static final Duration SHORTEST = Duration.ofMinutes(1);

  /** How far all ways together may lead. */
  public static final Duration FURTHEST = Duration.ofDays(400);

  private final Clocks clocks;
  private final Faults audit;
  private @Nullable Clockwork clockwork;
  private @Nullable Duration known;
  private Future<?> last = Future.succeededFuture();

  TimeMachine(Clocks clocks, Faults audit) {
    this.clocks = clocks;
    this.audit = audit;
  }

  /** That of a Vert.x instance. */
  public static TimeMachine of(Vertx vertx, Clocks clocks) {
    return vertx
        .sharedData()
        .<String, TimeMachine>getLocalMap("carillon.time")
        .computeIfAbsent("time", k -> new TimeMachine(clocks, Faults.of(vertx, clocks)));
  }

  /**
   * Allows it in this process, which alone works on the tables that {@code clockwork} moves. To be
   * called before any service starts.
   */
  public synchronized void allow(Clockwork clockwork) {
    this.clockwork = clockwork;
  }

  /** Whether time can be moved here. */
  public synchronized boolean isAllowed() {
    return clockwork != null;
  }

  /** Where it is. NOT_FOUND where there is none; UNAVAILABLE where nobody knows. */
  public Future<TimeShift> shift() {
    Duration at = known();
    return at == null ? inTurn(this::kept) : Future.succeededFuture(told(at));
  }

  /**
   * Moves it forward. NOT_FOUND where there is none; INVALID at {@code /forward} for less than a
   * minute, and for what would lead further than 400 days; UNAVAILABLE where it may have moved.
   */
  public Future<TimeShift> forward(Duration by, Actor actor) {
    checkWay(Checks.start(), by).verify();
    return inTurn(() -> shift(by, actor));
  }

  /** Checks the length of a way. */
  public static Checks checkWay(Checks checks, @Nullable Duration forward) {
    return checks
        .present("/forward", forward)
        .that(
            forward == null
                || (forward.compareTo(SHORTEST) >= 0 && forward.compareTo(FURTHEST) <= 0),
            "/forward",
            "must be between 1 minute and 400 days");
  }

  private Future<Duration> shift(Duration by, Actor actor) {
    return kept()
        .compose(
            from -> {
              if (from.plus(by).compareTo(FURTHEST) > 0) {
                throw Failure.invalid(
                    "/forward",
                    "must not lead further than 400 days in all; it is " + from + " now");
              }
              audit.note("time", "is moved forward by " + by + " from " + from, actor);
              forget();
              return work().advance(by, actor.principal());
            });
  }

  private Future<Duration> kept() {
    Clockwork here = work();
    Duration at = known();
    return at == null ? here.shift() : Future.succeededFuture(at);
  }

  /** What a step learns is known before the next one begins. */
  private synchronized Future<TimeShift> inTurn(Supplier<Future<Duration>> step) {
    Future<TimeShift> next = last.transform(before -> Work.begin(step)).map(this::learned);
    last = next;
    return next;
  }

  private synchronized Clockwork work() {
    Clockwork here = clockwork;
    if (here == null) {
      throw Failure.of(FailureCode.NOT_FOUND, "Time cannot be moved here");
    }
    return here;
  }

  private synchronized @Nullable Duration known() {
    return known;
  }

  /** What fails may have been done. */
  private synchronized void forget() {
    known = null;
  }

  private synchronized TimeShift learned(Duration shift) {
    known = shift;
    return told(shift);
  }

  private TimeShift told(Duration shift) {
    return new TimeShift(shift, clocks.now().plus(shift));
  }
}
