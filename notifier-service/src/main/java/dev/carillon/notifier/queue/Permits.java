package dev.carillon.notifier.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** How many mails this process may have in its hands, and how many it has. One context only. */
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

  /** How many may be taken; none once it drains. */
  int free() {
    return drained == null ? all - used : 0;
  }

  /** Who trades a reservation for what came of it takes first and gives then. */
  void take(int permits) {
    used += permits;
  }

  void give(int permits) {
    used -= permits;
    if (used == 0 && drained != null) {
      drained.tryComplete();
    }
  }

  /** None is free any more; completes when all that were taken are back. */
  Future<Void> drain() {
    Promise<Void> all = drained == null ? Promise.promise() : drained;
    drained = all;
    if (used == 0) {
      all.tryComplete();
    }
    return all.future();
  }
}
