package dev.carillon.async.sync;

import dev.carillon.async.sync.Waiters.None;
import dev.carillon.async.sync.Waiters.Waiter;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import org.jspecify.annotations.Nullable;

/**
 * A place where so many must arrive before all of them go on, again and again, after {@code
 * asyncio.Barrier}.
 *
 * <pre>{@code
 * AsyncBarrier barrier = new AsyncBarrier("start", 3, timers);
 * Future<Void> go = barrier.await().compose(place -> place == 0 ? prepare() : Future.succeededFuture());
 * }</pre>
 *
 * <p><b>Order</b>: all go on in the order of their arrival; the result is one's place in it, from
 * 0. The barrier is ready for the next round at once: unlike asyncio, where those who go on must
 * first have left, nobody waits for them. <b>Threads</b>: safe from any; each future completes on
 * the context that asked. <b>Cancellation</b>: one that times out or is cancelled no longer counts,
 * and the others wait on. <b>Failure</b>: {@link BrokenBarrierException} for those who wait when
 * the barrier is reset or aborted, and for everyone who comes to an aborted one.
 */
public final class AsyncBarrier {
  private final String name;
  private final int parties;
  private final Waiters<Integer, None> waiters;
  private boolean broken;

  /**
   * A barrier.
   *
   * @param parties how many must arrive, at least one
   */
  public AsyncBarrier(String name, int parties, Timers timers) {
    if (parties < 1) {
      throw new IllegalArgumentException(name + " needs at least one party, not " + parties);
    }
    this.name = name;
    this.parties = parties;
    this.waiters = new Waiters<>("barrier " + name, this, timers);
  }

  /** Arrives, and waits for the others for as long as it takes. */
  public Future<Integer> await() {
    return await(Wait.FOREVER);
  }

  /** The same with a bounded wait. */
  public Future<Integer> await(Wait wait) {
    @Nullable Waiter<Integer, None> waiter = null;
    List<Waiter<Integer, None>> released = List.of();
    synchronized (this) {
      if (broken) {
        return Future.failedFuture(new BrokenBarrierException(name + " is broken"));
      }
      if (waiters.size() + 1 == parties) {
        released = waiters.pollAll();
      } else {
        waiter = waiters.join(wait, None.NOTHING, () -> report(wait));
      }
    }
    if (waiter != null) {
      return waiter.arm();
    }
    for (int place = 0; place < released.size(); place++) {
      released.get(place).grant(place);
    }
    return Future.succeededFuture(parties - 1);
  }

  /** Sends away those who wait, and begins anew; mends a broken barrier. */
  public void reset() {
    breakUp(false);
  }

  /** Sends away those who wait and everyone who comes, until {@link #reset}. */
  public void abort() {
    breakUp(true);
  }

  private void breakUp(boolean forGood) {
    List<Waiter<Integer, None>> sent;
    synchronized (this) {
      broken = forGood;
      sent = waiters.pollAll();
    }
    sent.forEach(w -> w.fail(new BrokenBarrierException(name + " was broken up")));
  }

  /** How many must arrive. */
  public int parties() {
    return parties;
  }

  /** How many have arrived and wait. */
  public synchronized int waiting() {
    return waiters.size();
  }

  /** Whether it was aborted. */
  public synchronized boolean isBroken() {
    return broken;
  }

  private String report(Wait wait) {
    return name
        + " had "
        + (waiters.size() + 1)
        + " of "
        + parties
        + " within "
        + wait.within()
        + "; also waiting: "
        + waiters.names();
  }
}
