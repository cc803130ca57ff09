package dev.carillon.async.lincheck;

import dev.carillon.async.sync.AsyncQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** A queue with room for two. A get that waits is a consumer for good. */
@Param(name = "item", gen = IntGen.class, conf = "1:3")
public class QueueModel {
  private final AsyncQueue<Integer> queue = AsyncQueue.fifo("queue", 2, Never.TIMERS);

  /** Is in, or stands in the queue for room for as long as it takes. */
  @Operation
  public void put(@Param(name = "item") int item) {
    queue.put(item);
  }

  @Operation
  public boolean tryPut(@Param(name = "item") int item) {
    return queue.tryPut(item);
  }

  @Operation
  public void get() {
    queue.get();
  }

  @Operation
  public Integer tryGet() {
    return queue.tryGet().orElse(null);
  }

  @Operation
  public int size() {
    return queue.size();
  }
}
