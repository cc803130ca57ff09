package dev.carillon.async.lincheck;

import dev.carillon.async.sync.AsyncSemaphore;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/** The same for a permit. */
public class SemaphoreVisitsModel {
  private final AsyncSemaphore semaphore = AsyncSemaphore.bounded("one", 1, Never.TIMERS);
  private final Visits visits = new Visits(1, semaphore::acquire, semaphore::release);

  @Operation
  public void patient() {
    visits.patient();
  }

  @Operation
  public void impatient() {
    visits.impatient();
  }

  /** Everyone has come and gone, and the permit is there. */
  @Validate
  public void check() {
    visits.check();
    if (semaphore.available() != 1) {
      throw new AssertionError("the permit was lost");
    }
  }
}
