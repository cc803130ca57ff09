package dev.carillon.store.pg.idempotency;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Deletes kept answers that have expired, a thousand at a time, about once a minute. */
public final class IdempotencyCleanup {
  private static final Duration REST = Duration.ofMinutes(1);
  private static final double SPREAD = 0.1;
  private static final int FULL = 1_000;

  private final Loop loop;

  /** For the table of one schema; begins with {@link #start}. */
  public IdempotencyCleanup(Vertx vertx, String schema, Idempotency idempotency) {
    this.loop =
        new Loop(
            "expired idempotency keys of " + schema,
            vertx,
            Timers.of(vertx),
            Loop.jittered(REST, SPREAD),
            () -> idempotency.forgetExpired(FULL).map(n -> n == FULL));
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
