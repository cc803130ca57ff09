package dev.carillon.async.lincheck;

import dev.carillon.async.sync.AsyncLock;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** Waiters that are cancelled in the very moment of their grant: the lock must not be lost. */
public class LockVisitsModel {
  private final AsyncLock lock = new AsyncLock("lock", Never.TIMERS, Never.CLOCKS);
  private final Visits visits = new Visits(1, lock::acquire, lock::release);

  @Operation
  public void patient() {
    visits.patient();
  }

  @Operation
  public void impatient() {
    visits.impatient();
  }

  /** Everyone has come and gone, and the lock is free. */
  @Validate
  public void check() {
    visits.check();
    if (lock.isLocked()) {
      throw new AssertionError("the lock was lost");
    }
  }
}
