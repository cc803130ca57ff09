package dev.carillon.async.lincheck;

import dev.carillon.async.sync.AsyncLock;
import org.jetbrains.lincheck.datastructures.Operation;

/** A lock, as threads see it. The specification is the same class, used by one thread. */
public class LockModel {
  private final AsyncLock lock = new AsyncLock("lock", Never.TIMERS, Never.CLOCKS);

  /** Holds it, or stands in the queue for as long as it takes. */
  @Operation
  public void acquire() {
    lock.acquire();
  }

  @Operation
  public boolean tryAcquire() {
    return lock.tryAcquire();
  }

  @Operation
  public boolean release() {
    try {
      lock.release();
      return true;
    } catch (IllegalStateException notHeld) {
      return false;
    }
  }
}
