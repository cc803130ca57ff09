package dev.carillon.notifier.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Limits how many mails this process holds at a time. One context only. */
final class Permits {
  private final int all;
  private int used;
  private @Nullable Promise<Void> drained;

  Permits(int all) {
    this.all = all;
  }

  int all() {
    return all;
  }

  /** How many permits are free; none after {@link #drain}. */
  int free() {
    return drained == null ? Math.max(0, all - used) : 0;
  }

  /** To exchange a reservation, take before you give: zero in between would end a drain. */
  void take(int permits) {
    used += permits;
  }

  void give(int permits) {
    used -= permits;
    if (used == 0 && drained != null) {
      drained.tryComplete();
    }
  }

  /** Closes it; completes when all permits are back. */
  Future<Void> drain() {
    Promise<Void> back = drained == null ? Promise.promise() : drained;
    drained = back;
    if (used == 0) {
      back.tryComplete();
    }
    return back.future();
  }
}
