package dev.carillon.store.pg.parked;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Forgets events that have been parked for long, some at a time, about every ten minutes. */
public final class ParkedCleanup {
  private static final Duration REST = Duration.ofMinutes(10);
  private static final double SPREAD = 0.1;
  private static final int FULL = 500;

  private final Loop loop;

  /**
   * For one schema; begins with {@link #start}.
   *
   * @param keep how long they are kept, but for those that must arrive
   */
  public ParkedCleanup(Vertx vertx, String schema, ParkedStore store, Duration keep) {
    this.loop =
        new Loop(
            "parked events upkeep " + schema,
            vertx,
            Timers.of(vertx),
            Loop.jittered(REST, SPREAD),
            () -> store.forget(keep, FULL).map(n -> n == FULL));
  }

  /** Begins. */
  public void start() {
    loop.start();
  }

  /** Ends after the pass under way. */
  public Future<Void> stop() {
    return loop.stop();
  }
}
