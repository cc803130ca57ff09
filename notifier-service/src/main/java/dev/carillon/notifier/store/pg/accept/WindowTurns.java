package dev.carillon.notifier.store.pg.accept;

import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.AsyncSemaphore;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.store.bulkhead.Bulkhead;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Mails of one window come one after the other, and those who wait for it hold no connection: the
 * row of a window that many want would else keep every connection from mail that does not want it.
 * Windows that other processes want wait on a part of the connections only. From any thread.
 */
final class WindowTurns {
  private final Bulkhead.Capacity capacity;
  private final Timers timers;
  private final Clocks clocks;
  private final AsyncSemaphore connections;
  private final Map<String, Turn> turns = new HashMap<>();
  private int waiting;

  /** A window that somebody wants, and how many do. */
  private static final class Turn {
    private final AsyncLock lock;
    private int users;

    Turn(AsyncLock lock) {
      this.lock = lock;
    }
  }

  /**
   * Half of the connections at most, but one.
   *
   * @param capacity of the connections, how many may wait for a turn, and for how long
   */
  WindowTurns(Bulkhead.Capacity capacity, Timers timers, Clocks clocks) {
    this.capacity = capacity;
    this.timers = timers;
    this.clocks = clocks;
    this.connections =
        AsyncSemaphore.bounded(
            "connections for windows", Math.max(1, capacity.inside() / 2), timers);
  }

  /** Does it when it is this mail's turn in its window. UNAVAILABLE: then nothing was begun. */
  <T> Future<T> inTurn(String key, Supplier<Future<T>> work) {
    Turn turn;
    synchronized (this) {
      if (waiting > capacity.waiting()) {
        return Future.failedFuture(
            Failure.of(FailureCode.UNAVAILABLE, "Too many wait for their windows already"));
      }
      waiting++;
      turn =
          turns.computeIfAbsent(
              key, k -> new Turn(new AsyncLock("turn in a window", timers, clocks)));
      turn.users++;
    }
    Wait wait = Wait.atMost(capacity.longestWait());
    return turn.lock
        .withLock(wait, () -> connections.withPermit(wait, work))
        .recover(e -> Future.failedFuture(e instanceof WaitTimeoutException ? noTurn() : e))
        .onComplete(r -> leave(key, turn));
  }

  private synchronized void leave(String key, Turn turn) {
    waiting--;
    turn.users--;
    if (turn.users == 0) {
      turns.remove(key);
    }
  }

  private static Failure noTurn() {
    return Failure.of(FailureCode.UNAVAILABLE, "No turn came for this window in time");
  }
}
