package dev.carillon.store.pg.parked;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Answered;
import dev.carillon.contract.Done;
import dev.carillon.contract.Id;
import dev.carillon.contract.events.ListParked;
import dev.carillon.contract.events.ParkedEvent;
import dev.carillon.contract.events.ParkedPage;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a service's contracts about its parked events; who decides what is logged. */
public final class ParkedServing {
  private static final Logger LOG = LoggerFactory.getLogger(ParkedServing.class);

  private final Bus bus;
  private final ParkedStore store;
  private final Runnable wake;

  /**
   * Over a store.
   *
   * @param wake says to the relay that there is something to deliver
   */
  public ParkedServing(Bus bus, ParkedStore store, Runnable wake) {
    this.bus = bus;
    this.store = store;
    this.wake = wake;
  }

  /** Registers the contracts of one service. */
  public Registration serve(
      Contract<ListParked, ParkedPage> list,
      Contract<Id, Answered<ParkedEvent>> retry,
      Contract<Id, Done> drop) {
    return Registration.all(
        List.of(
            bus.serve(list, (call, q) -> store.list(q)),
            bus.serve(retry, (call, q) -> retry(call, retry, q)),
            bus.serve(drop, this::drop)));
  }

  private Future<Answered<ParkedEvent>> retry(
      Call call, Contract<Id, Answered<ParkedEvent>> contract, Id event) {
    return store
        .retry(event.id(), call.idempotency(contract, event))
        .onSuccess(
            again -> {
              if (!again.replayed()) {
                LOG.info(
                    "Parked event {} of {} is delivered again, as {} asks",
                    event.id(),
                    again.answer().subject(),
                    call.principal());
                wake.run();
              }
            });
  }

  private Future<Done> drop(Call call, Id event) {
    return store
        .drop(event.id())
        .onSuccess(v -> LOG.warn("Parked event {} was dropped by {}", event.id(), call.principal()))
        .map(new Done());
  }
}
