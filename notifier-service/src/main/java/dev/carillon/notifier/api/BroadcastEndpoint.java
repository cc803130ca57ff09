package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.broadcasts.Broadcasts;
import dev.carillon.notifier.domain.broadcast.BroadcastStore;
import java.util.List;

/** Serves the contracts of {@link Broadcasts}. */
public final class BroadcastEndpoint {
  private final Bus bus;
  private final BroadcastStore store;
  private final Runnable ran;

  /**
   * Over a store.
   *
   * @param ran called when one was run by hand: it is to be relayed
   */
  public BroadcastEndpoint(Bus bus, BroadcastStore store, Runnable ran) {
    this.bus = bus;
    this.store = store;
    this.ran = ran;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(
                Broadcasts.RUN,
                (call, q) ->
                    store
                        .run(q, call.actor(), call.idempotency(Broadcasts.RUN, q))
                        .onSuccess(tick -> ran.run())),
            bus.serve(Broadcasts.PUT, (call, q) -> store.put(q, call.actor())),
            bus.serve(Broadcasts.GET, (call, q) -> store.get(q)),
            bus.serve(Broadcasts.LIST, (call, q) -> store.list(q)),
            bus.serve(Broadcasts.DELETE, (call, q) -> store.delete(q).map(new Done())),
            bus.serve(Broadcasts.TICKS, (call, q) -> store.ticks(q))));
  }
}
