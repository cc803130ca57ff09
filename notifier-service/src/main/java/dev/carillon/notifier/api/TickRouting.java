package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.live.Live;
import dev.carillon.store.pg.outbox.Consumers;
import io.vertx.core.Future;
import java.util.Map;

/** Broadcasts have no durable consumer: once they have left the outbox, everyone is told. */
public record TickRouting(Bus bus) implements Consumers<BroadcastFired> {
  @Override
  public Map<String, Class<? extends BroadcastFired>> events() {
    return Map.of(Live.BROADCAST_FIRED.address(), BroadcastFired.class);
  }

  @Override
  public Future<?> deliver(DomainEvent<BroadcastFired> event) {
    return Future.succeededFuture();
  }

  @Override
  public void tell(DomainEvent<BroadcastFired> event) {
    bus.publish(Live.BROADCAST_FIRED, event);
  }
}
