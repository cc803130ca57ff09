package dev.carillon.async.sync;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.sync.Waiters.None;
import dev.carillon.async.sync.Waiters.Waiter;
import dev.carillon.async.time.Timers;
import dev.carillon.async.waits.Scope;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits, after {@code asyncio.Semaphore}: at most so many at a time.
 *
 * <pre>{@code
 * AsyncSemaphore twoAtATime = AsyncSemaphore.bounded("pages", 2, timers);
 * Future<Page> page = twoAtATime.withPermit(() -> fetch(url));
 * }</pre>
 *
 * <p><b>Order</b>: a permit that comes free goes to who has waited longest, and nobody overtakes
 * those who wait. <b>Threads</b>: safe from any; each future completes on the context that asked.
 * <b>Cancellation</b>: a waiter that times out or is cancelled has taken no permit. <b>Failure</b>:
 * {@link WaitTimeoutException}, {@link java.util.concurrent.CancellationException}; releasing a
 * bounded one too often is an {@link IllegalStateException}.
 */
public final class AsyncSemaphore {
  private final String name;
  private final int bound;
  private final int initial;
  private final Waiters<Granted, None> waiters;
  private final List<Scope> holders = new ArrayList<>();
  private int permits;

  private AsyncSemaphore(String name, int permits, int bound, Timers timers) {
    if (permits < 0) {
      throw new IllegalArgumentException(name + " cannot have " + permits + " permits");
    }
    this.name = name;
    this.permits = permits;
    this.bound = bound;
    this.initial = permits;
    this.waiters = new Waiters<>("permit of " + name, this, timers, this::holders);
    Debug.track(this, AsyncSemaphore::leaks);
  }

  /** A semaphore that may be released more often than it was acquired; its permits then grow. */
  public static AsyncSemaphore of(String name, int permits, Timers timers) {
    return new AsyncSemaphore(name, permits, Integer.MAX_VALUE, timers);
  }

  /**
   * A semaphore that never has more permits than it began with: releasing too often is an error.
   */
  public static AsyncSemaphore bounded(String name, int permits, Timers timers) {
    return new AsyncSemaphore(name, permits, permits, timers);
  }

  /** Waits for a permit for as long as it takes. */
  public Future<Void> acquire() {
    return acquire(Wait.FOREVER);
  }

  /** Waits for a permit. Fails with a time-out or a cancellation; then no permit was taken. */
  public Future<Void> acquire(Wait wait) {
    Waiter<Granted, None> waiter;
    synchronized (this) {
      if (permits > 0) {
        permits--;
        note(wait.holder());
        return Future.succeededFuture();
      }
      waiter = waiters.join(wait, None.NOTHING, () -> report(wait));
    }
    return waiter.arm().mapEmpty();
  }

  /** Takes a permit if one is free. */
  public synchronized boolean tryAcquire() {
    if (permits == 0) {
      return false;
    }
    permits--;
    return true;
  }

  /**
   * Gives a permit to who has waited longest, or keeps it for the next.
   *
   * @throws IllegalStateException if the semaphore is bounded and all permits are here
   */
  public void release() {
    release(Scope.current());
  }

  private void release(@Nullable Scope by) {
    Waiter<Granted, None> next;
    synchronized (this) {
      if (permits == bound) {
        throw new IllegalStateException(name + " is released more often than acquired");
      }
      forget(by);
      next = waiters.poll();
      if (next == null) {
        permits++;
      } else {
        note(next.holder());
      }
    }
    if (next != null) {
      next.grant(Granted.YES);
    }
  }

  /** Runs {@code action} with a permit, and releases it however the action ends. */
  public <T> Future<T> withPermit(Supplier<Future<T>> action) {
    return withPermit(Wait.FOREVER, action);
  }

  /** The same with a bounded wait for the permit. */
  public <T> Future<T> withPermit(Wait wait, Supplier<Future<T>> action) {
    Scope outer = wait.scope();
    return acquire(wait).compose(v -> held(outer, wait.holder(), action));
  }

  private <T> Future<T> held(
      @Nullable Scope outer, @Nullable Scope noted, Supplier<Future<T>> action) {
    Scope section = Scope.begin("holds a permit of " + name, outer, Scope.Kind.SECTION);
    synchronized (this) {
      holders.remove(noted);
      note(section);
    }
    return Trampoline.holding(section, action, () -> release(section));
  }

  /** How many permits are free. */
  public synchronized int available() {
    return permits;
  }

  /** How many wait. */
  public synchronized int waiting() {
    return waiters.size();
  }

  private synchronized Stream<String> leaks() {
    int missing = initial - permits;
    return missing <= 0 ? Stream.of() : Stream.of(name + ": " + missing + " permits not returned");
  }

  private void note(@Nullable Scope holder) {
    if (holder != null) {
      holders.add(holder);
      holder.holds();
    }
  }

  /** Nobody says who releases: if it is not known, the one who has held longest. */
  private void forget(@Nullable Scope holder) {
    if (!holders.remove(holder) && !holders.isEmpty()) {
      holders.remove(0);
    }
  }

  /** Known only where every permit's holder is, and none may release it in another branch. */
  private synchronized List<Scope> holders(Scope waiter) {
    boolean known =
        holders.size() == initial
            && holders.stream().noneMatch(h -> h == waiter && h.kind() == Scope.Kind.TASK);
    return known ? List.copyOf(holders) : List.of();
  }

  private String report(Wait wait) {
    return name + " gave no permit within " + wait.within() + "; also waiting: " + waiters.names();
  }
}
