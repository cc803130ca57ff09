package dev.carillon.async.sync;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.sync.Waiters.None;
import dev.carillon.async.sync.Waiters.Waiter;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import dev.carillon.async.waits.Scope;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mutual exclusion that suspends instead of blocking, after {@code asyncio.Lock}; not reentrant.
 * It belongs to no thread: anyone may release what was acquired. Whoever times out learns who holds
 * the lock, since when, and who else waits.
 *
 * <pre>{@code
 * Future<Page> page = lock.withLock(() -> fetch(url).compose(p -> store(p)));
 * Future<Page> inTime = lock.withLock(Wait.atMost(Duration.ofSeconds(1)).named("import 7"), () -> fetch(url));
 *
 * lock.acquire().await(); // on a virtual thread, in blocking style
 * try {
 *   log("alone");
 * } finally {
 *   lock.release();
 * }
 * }</pre>
 *
 * <p><b>Order</b>: first come, first served; nobody overtakes those who wait, and who releases goes
 * on before the next holder does. <b>Threads</b>: safe from any; each future completes on the
 * context that asked. <b>Cancellation</b>: one that times out or is cancelled while it waits has
 * not acquired; once granted, a cancellation comes too late. <b>Failure</b>: {@link
 * WaitTimeoutException}, {@link java.util.concurrent.CancellationException}; releasing what is not
 * held is an {@link IllegalStateException}.
 */
public final class AsyncLock {
  private final String name;
  private final Timers timers;
  private final Clocks clocks;
  private final Waiters<Granted, None> waiters;
  private boolean locked;
  private @Nullable Scope owner;
  private String holder = "";
  private long since;

  /**
   * A free lock.
   *
   * @param name for reports
   */
  public AsyncLock(String name, Timers timers, Clocks clocks) {
    this.name = name;
    this.timers = timers;
    this.clocks = clocks;
    this.waiters = new Waiters<>("lock " + name, this, timers, this::holders);
    Debug.track(this, AsyncLock::leaks);
  }

  /** Waits for the lock for as long as it takes. */
  public Future<Void> acquire() {
    return acquire(Wait.FOREVER);
  }

  /**
   * Waits for the lock.
   *
   * @return fails with {@link WaitTimeoutException}, or {@link
   *     java.util.concurrent.CancellationException}; then the lock was not acquired
   */
  public Future<Void> acquire(Wait wait) {
    String site = Debug.site();
    Wait seen = site == null ? wait : wait.named(wait.who() + " at " + site);
    Waiter<Granted, None> waiter;
    synchronized (this) {
      if (!locked) {
        take(seen.who(), wait.holder());
        return Future.succeededFuture();
      }
      waiter = waiters.join(seen, None.NOTHING, () -> report(wait));
    }
    return waiter.arm().mapEmpty();
  }

  /** Takes the lock if it is free. */
  public synchronized boolean tryAcquire() {
    if (locked) {
      return false;
    }
    String site = Debug.site();
    take(site == null ? "unnamed" : "unnamed at " + site, null);
    return true;
  }

  /**
   * Hands the lock to who has waited longest, or leaves it free.
   *
   * @throws IllegalStateException if it is not held
   */
  public void release() {
    Waiter<Granted, None> next;
    synchronized (this) {
      if (!locked) {
        throw new IllegalStateException(name + " is released but not held");
      }
      next = waiters.poll();
      if (next == null) {
        locked = false;
        owner = null;
      } else {
        take(next.terms().who(), next.holder());
      }
    }
    grant(next);
  }

  /** Runs {@code action} with the lock held, and releases it however the action ends. */
  public <T> Future<T> withLock(Supplier<Future<T>> action) {
    return withLock(Wait.FOREVER, action);
  }

  /** The same with a bounded wait for the lock. */
  public <T> Future<T> withLock(Wait wait, Supplier<Future<T>> action) {
    Scope outer = wait.scope();
    return acquire(wait).compose(v -> held(outer, action));
  }

  private <T> Future<T> held(@Nullable Scope outer, Supplier<Future<T>> action) {
    Scope section = Scope.begin("holds lock " + name, outer, Scope.Kind.SECTION);
    own(section);
    return Trampoline.holding(section, action, this::release);
  }

  private synchronized void own(@Nullable Scope scope) {
    owner = scope;
    if (scope != null) {
      scope.holds();
    }
  }

  /** Who acquired it by hand may wait for it in another branch. */
  private synchronized List<Scope> holders(Scope waiter) {
    boolean known = owner != null && (owner != waiter || owner.kind() == Scope.Kind.SECTION);
    return known ? List.of(owner) : List.of();
  }

  /** Whether somebody holds it. */
  public synchronized boolean isLocked() {
    return locked;
  }

  Timers timers() {
    return timers;
  }

  Clocks clocks() {
    return clocks;
  }

  private static void grant(@Nullable Waiter<Granted, None> next) {
    if (next != null) {
      next.grant(Granted.YES);
    }
  }

  private void take(String who, @Nullable Scope scope) {
    since = clocks.nanos();
    locked = true;
    own(scope);
    holder = who;
  }

  private synchronized Stream<String> leaks() {
    return locked ? Stream.of("lock " + name + " was not released: " + held()) : Stream.of();
  }

  private String held() {
    return "held by " + holder + " for " + Durations.text(Duration.ofNanos(clocks.nanos() - since));
  }

  private String report(Wait wait) {
    return name
        + " was not acquired within "
        + wait.within()
        + "; "
        + held()
        + "; also waiting: "
        + waiters.names();
  }
}
