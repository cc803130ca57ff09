package dev.carillon.async.rate;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Sleep;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes callers wait their turn so that a {@link Limit} is kept.
 *
 * <pre>{@code
 * RateLimiter threePerTwoSeconds =
 *     new RateLimiter("upstream", new SlidingWindow(3, Duration.ofSeconds(2)), timers, clocks);
 * Future<Page> page = threePerTwoSeconds.run(() -> fetch(url));
 * }</pre>
 *
 * <p><b>Order</b>: first come, first served. <b>Threads</b>: safe from any; a future completes on
 * its caller's context. <b>Cancellation</b>: one that times out or is cancelled while it waits, in
 * the queue or for the limit, has used up nothing, and the next one takes its place at once.
 * <b>Failure</b>: {@link WaitTimeoutException}, a cancellation, or the action's own.
 */
public final class RateLimiter {
  private final String name;
  private final Limit limit;
  private final Timers timers;
  private final Clocks clocks;
  private final AsyncLock turn;

  /** A limiter that owns {@code limit}. */
  public RateLimiter(String name, Limit limit, Timers timers, Clocks clocks) {
    this.name = name;
    this.limit = limit;
    this.timers = timers;
    this.clocks = clocks;
    this.turn = new AsyncLock(name, timers, clocks);
  }

  /** Waits for a call to be allowed. */
  public Future<Void> acquire() {
    return acquire(Wait.FOREVER);
  }

  /** The same with a bounded wait, from now until the call is allowed. */
  public Future<Void> acquire(Wait wait) {
    long began = clocks.nanos();
    Promise<Void> granted = Work.promise();
    turn.acquire(wait)
        .onFailure(e -> Work.settle(granted, Future.failedFuture(e)))
        .onSuccess(
            v ->
                Work.begin(() -> untilGranted(wait, began))
                    .onComplete(
                        r -> {
                          Work.settle(granted, r); // the caller first, then the next one
                          turn.release();
                        }));
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
    return Debug.watch("limited work", acquire().compose(v -> Work.begin(action)));
  }

  private Future<Void> untilGranted(Wait wait, long began) {
    Cancellation cancellation =
        wait.cancellation() == null ? new Cancellation() : wait.cancellation();
    if (cancellation.isCancelled()) {
      return Future.failedFuture(cancellation.exception());
    }
    long needed = limit.request(clocks.nanos());
    if (needed == 0) {
      return Future.succeededFuture();
    }
    Duration most = wait.limit();
    Duration left = left(most, began);
    if (most != null && left != null && Durations.nanos(left) < needed) {
      return Sleep.of(left, timers, cancellation)
          .compose(
              v ->
                  Future.failedFuture(
                      new WaitTimeoutException(
                          name + " allowed no call within " + Durations.text(most))));
    }
    Duration rounded = Duration.ofMillis(Math.ceilDiv(needed, 1_000_000L));
    return Sleep.of(rounded, timers, cancellation).compose(v -> untilGranted(wait, began));
  }

  private @Nullable Duration left(@Nullable Duration limitOfWait, long began) {
    if (limitOfWait == null) {
      return null;
    }
    Duration left = limitOfWait.minusNanos(clocks.nanos() - began);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
