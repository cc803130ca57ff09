package dev.carillon.testkit;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * A loop of a process that is alone, which rests for long: whether something ends such rests can be
 * seen by it. To be made before whatever is tried; it declares the process.
 */
public final class RestingLoop {
  private static final Duration PLAIN = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMillis(400);

  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final Loop loop;

  /** Declares that the process of a Vert.x instance is alone. */
  public RestingLoop(Vertx vertx) {
    Alone.of(vertx).declare(clock);
    this.loop =
        new Loop("rests", vertx, timers, PLAIN::toMillis, () -> Future.succeededFuture(false))
            .easing(Duration.ZERO, LONGEST);
    loop.start();
  }

  /** Returns when it rests for long. What comes from now on is told, however soon. */
  public void rest() throws InterruptedException {
    clock.advance(Duration.ofSeconds(1));
    timers.awaitPending(1);
    for (int found = 0; found < 10; found++) { // nothing, each time
      timers.advance(LONGEST);
      timers.awaitPending(1);
    }
    timers.awaitNext(LONGEST);
  }

  /** Returns when its rest has become short; fails if it does not. */
  public void awaitStirred() throws InterruptedException {
    timers.awaitNext(PLAIN);
  }
}
