package dev.carillon.async.lincheck;

import dev.carillon.async.sync.AsyncSemaphore;
import org.jetbrains.lincheck.datastructures.Operation;

/** A semaphore with two permits. */
public class SemaphoreModel {
  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded("semaphore", 2, Never.TIMERS);

  @Operation
  public void acquire() {
    semaphore.acquire();
  }

  @Operation
  public boolean tryAcquire() {
    return semaphore.tryAcquire();
  }

  @Operation
  public boolean release() {
    try {
      semaphore.release();
      return true;
    } catch (IllegalStateException tooOften) {
      return false;
    }
  }

  @Operation
  public int available() {
    return semaphore.available();
  }
}
