package dev.carillon.async.sync;

import dev.carillon.async.sync.Waiters.None;
import dev.carillon.async.sync.Waiters.Waiter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for a change of what a lock guards, after {@code asyncio.Condition}. All methods but the
 * constructor need the lock to be held by the caller.
 *
 * <pre>{@code
 * AsyncCondition notEmpty = new AsyncCondition("not empty", lock);
 * Future<String> item = lock.withLock(
 *     () -> notEmpty.awaitUntil(() -> !items.isEmpty(), Wait.FOREVER).map(v -> items.poll()));
 * Future<Void> put = lock.withLock(() -> {
 *   items.add("one more");
 *   notEmpty.notify(1);
 *   return Future.succeededFuture();
 * });
 * }</pre>
 *
 * <p><b>Order</b>: those who have waited longest are woken first. <b>Threads</b>: safe from any;
 * each future completes on the context that asked. <b>Cancellation</b>: a wait releases the lock
 * and takes it again before its future completes, also when it fails: the caller holds the lock in
 * either case. It is taken again without a limit, as in asyncio, because a caller who does not know
 * whether it holds the lock cannot go on. <b>Failure</b>: {@link WaitTimeoutException}, {@link
 * java.util.concurrent.CancellationException}; without the lock, {@link IllegalStateException}.
 */
public final class AsyncCondition {
  private final String name;
  private final AsyncLock lock;
  private final Waiters<Granted, None> waiters;

  /** A condition of what {@code lock} guards. */
  public AsyncCondition(String name, AsyncLock lock) {
    this.name = name;
    this.lock = lock;
    this.waiters = new Waiters<>("condition " + name, this, lock.timers());
  }

  /** Waits to be notified. */
  public Future<Void> await(Wait wait) {
    requireLock();
    Waiter<Granted, None> waiter;
    synchronized (this) {
      waiter =
          waiters.join(
              wait, None.NOTHING, () -> name + " was not notified within " + wait.within());
    }
    try {
      lock.release();
    } catch (IllegalStateException released) { // by somebody else, since we looked
      waiter.leave(released);
      throw released;
    }
    return waiter
        .arm()
        .transform(
            notified ->
                lock.acquire()
                    .compose(
                        v ->
                            notified.succeeded()
                                ? Future.succeededFuture()
                                : Future.failedFuture(notified.cause())));
  }

  /**
   * Waits until the predicate holds, looking at it after each notification. The wait bounds the
   * whole, however many notifications come.
   */
  public Future<Void> awaitUntil(BooleanSupplier predicate, Wait wait) {
    requireLock();
    if (predicate.getAsBoolean()) {
      return Future.succeededFuture();
    }
    long began = lock.clocks().nanos();
    return await(wait).compose(v -> awaitUntil(predicate, rest(wait, began)));
  }

  /** What is left of a wait that began at a moment. */
  private Wait rest(Wait wait, long began) {
    if (wait.limit() == null) {
      return wait;
    }
    Duration left = wait.limit().minusNanos(lock.clocks().nanos() - began);
    return wait.limitedTo(left.isNegative() ? Duration.ZERO : left);
  }

  /** Wakes up to {@code n} who have waited longest. */
  public void notify(int n) {
    requireLock();
    List<Waiter<Granted, None>> woken = new ArrayList<>();
    synchronized (this) {
      for (Waiter<Granted, None> next = first(n, woken); next != null; next = first(n, woken)) {
        woken.add(next);
      }
    }
    woken.forEach(w -> w.grant(Granted.YES));
  }

  /** Wakes all. */
  public void notifyEveryone() {
    notify(Integer.MAX_VALUE);
  }

  private @Nullable Waiter<Granted, None> first(int n, List<Waiter<Granted, None>> woken) {
    return woken.size() < n ? waiters.poll() : null;
  }

  private void requireLock() {
    if (!lock.isLocked()) {
      throw new IllegalStateException(name + " is used without its lock");
    }
  }
}
