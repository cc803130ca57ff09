package dev.carillon.async.lincheck;

import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * Putters and getters that give up in the very moment of their turn: no item is lost or doubled.
 */
public class QueueVisitsModel {
  private final AsyncQueue<Integer> queue = AsyncQueue.fifo("queue", 1, Never.TIMERS);
  private final AtomicInteger put = new AtomicInteger();
  private final AtomicInteger got = new AtomicInteger();

  @Operation
  public void putOrLeave() {
    Cancellation cancellation = new Cancellation();
    queue.put(1, Wait.until(cancellation)).onSuccess(v -> put.incrementAndGet());
    cancellation.cancel();
  }

  @Operation
  public void getOrLeave() {
    Cancellation cancellation = new Cancellation();
    queue.get(Wait.until(cancellation)).onSuccess(v -> got.incrementAndGet());
    cancellation.cancel();
  }

  /** What was put was got, or is still in it. */
  @Validate
  public void check() {
    if (put.get() != got.get() + queue.size()) {
      throw new AssertionError(put + " put, " + got + " got, " + queue.size() + " left");
    }
  }
}
