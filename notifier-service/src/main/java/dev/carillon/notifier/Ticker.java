package dev.carillon.notifier;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import dev.carillon.notifier.domain.broadcast.BroadcastStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Asks again and again whether a broadcast is due. There is no leader and no cluster lock: every
 * node asks, and the row of the tick decides who fires it, so a tick is neither missed when a node
 * dies nor doubled when several live.
 */
public final class Ticker {
  private static final Duration POLL = Duration.ofMillis(150);

  private final Loop loop;

  /**
   * Rests until {@link #start}.
   *
   * @param fired called after a commit that fired something
   */
  public Ticker(Vertx vertx, BroadcastStore store, Runnable fired) {
    this.loop =
        new Loop(
            "broadcast ticker",
            vertx,
            Timers.of(vertx),
            Loop.jittered(POLL, 0.33),
            () -> fire(store, fired));
  }

  /** Begins. */
  public void start() {
    loop.start();
  }

  /** Ends after the pass under way. */
  public Future<Void> stop() {
    return loop.stop();
  }

  private static Future<Boolean> fire(BroadcastStore store, Runnable fired) {
    return store
        .fireDue()
        .map(
            n -> {
              if (n > 0) {
                fired.run();
              }
              return false;
            });
  }
}
