package dev.carillon.notifier.broadcast;

import io.vertx.core.Future;

/** The broadcast schedules. */
public interface BroadcastStore {
  /**
   * Fires what is due by the database's clock: per tick one row, one event in the outbox, and the
   * next time, in one transaction. However many nodes call, a tick fires once.
   *
   * @return how many ticks this call fired
   */
  Future<Integer> fireDue();
}
