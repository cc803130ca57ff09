package dev.carillon.notifier.broadcast;

import dev.carillon.bus.Call;
import dev.carillon.contract.broadcasts.FiredBroadcast;
import dev.carillon.contract.broadcasts.RunBroadcast;
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

  /**
   * Fires one now, beside its schedule: the tick, its event and the answer of the call's
   * idempotency key in one transaction. NOT_FOUND.
   */
  Future<FiredBroadcast> run(Call call, RunBroadcast request);
}
