package dev.carillon.async.rate;

import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Makes callers wait their turn so that a {@link Limit} is kept. First come, first served; one that
 * times out or is cancelled while it waits has used up nothing. Thread-safe.
 *
 * <pre>{@code
 * RateLimiter threePerTwoSeconds =
 *     new RateLimiter("upstream", new SlidingWindow(3, Duration.ofSeconds(2)), timers, clocks);
 * Future<Page> page = threePerTwoSeconds.run(() -> fetch(url));
 * }</pre>
 */
public final class RateLimiter {
  private final Limit limit;
  private final Timers timers;
  private final Clocks clocks;
  private final AsyncLock turn;

  /** A limiter that owns {@code limit}. */
  public RateLimiter(String name, Limit limit, Timers timers, Clocks clocks) {
    this.limit = limit;
    this.timers = timers;
    this.clocks = clocks;
    this.turn = new AsyncLock(name, timers, clocks);
  }

  /** Waits for a call to be allowed. */
  public Future<Void> acquire() {
    return acquire(Wait.FOREVER);
  }

  /** The same; the wait bounds the time in the queue, not the last wait for the limit itself. */
  public Future<Void> acquire(Wait wait) {
    Promise<Void> granted = Promise.promise();
    turn.acquire(wait)
        .onSuccess(v -> untilGranted().onComplete(r -> pass(granted)))
        .onFailure(granted::fail);
    return granted.future();
  }

  /** Takes a call if it is allowed at once and nobody waits. */
  public boolean tryAcquire() {
    if (!turn.tryAcquire()) {
      return false;
    }
    try {
      return limit.request(clocks.nanos()) == 0;
    } finally {
      turn.release();
    }
  }

  /** Runs {@code action} when it is its turn. */
  public <T> Future<T> run(Supplier<Future<T>> action) {
    return acquire().compose(v -> action.get());
  }

  /** The caller first, then the next one: so that they go on in their order. */
  private void pass(Promise<Void> granted) {
    granted.complete();
    turn.release();
  }

  private Future<Void> untilGranted() {
    long wait = limit.request(clocks.nanos());
    if (wait == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> again = Promise.promise();
    Duration rounded = Duration.ofMillis(Math.ceilDiv(wait, 1_000_000L));
    timers.after(rounded, again::complete);
    return again.future().compose(v -> untilGranted());
  }
}
