package dev.carillon.async.sync;

import dev.carillon.async.sync.Waiters.None;
import dev.carillon.async.sync.Waiters.Waiter;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import java.util.List;

/**
 * A flag that many may wait for, after {@code asyncio.Event}. {@link #set} wakes all who wait;
 * {@link #clear} makes the next ones wait again.
 *
 * <pre>{@code
 * AsyncEvent ready = new AsyncEvent("ready", timers);
 * Future<Page> page = ready.await(Wait.atMost(Duration.ofSeconds(5))).compose(v -> fetch(url));
 * ready.set();
 * }</pre>
 *
 * <p><b>Order</b>: those who wait are woken in the order in which they came, also if the event is
 * cleared at once. <b>Threads</b>: safe from any; each future completes on the context that asked.
 * <b>Cancellation</b>: ends the wait. <b>Failure</b>: {@link WaitTimeoutException}, {@link
 * java.util.concurrent.CancellationException}.
 */
public final class AsyncEvent {
  private final String name;
  private final Waiters<Granted, None> waiters;
  private boolean set;

  /** An event that is not set. */
  public AsyncEvent(String name, Timers timers) {
    this.name = name;
    this.waiters = new Waiters<>("event " + name, this, timers);
  }

  /** Waits until it is set; at once if it is. */
  public Future<Void> await() {
    return await(Wait.FOREVER);
  }

  /** The same with a bounded wait. */
  public Future<Void> await(Wait wait) {
    Waiter<Granted, None> waiter;
    synchronized (this) {
      if (set) {
        return Future.succeededFuture();
      }
      waiter =
          waiters.join(wait, None.NOTHING, () -> name + " was not set within " + wait.within());
    }
    return waiter.arm().mapEmpty();
  }

  /** Wakes everyone, in the order in which they came. */
  public void set() {
    List<Waiter<Granted, None>> woken;
    synchronized (this) {
      set = true;
      woken = waiters.pollAll();
    }
    woken.forEach(w -> w.grant(Granted.YES));
  }

  /** From now on one waits again. */
  public synchronized void clear() {
    set = false;
  }

  /** Whether it is set. */
  public synchronized boolean isSet() {
    return set;
  }
}
