package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.live.Live;
import dev.carillon.store.pg.Consumers;
import io.vertx.core.Future;

/** Broadcasts have no durable consumer: once they have left the outbox, everyone is told. */
public record TickRouting(Bus bus) implements Consumers {
  @Override
  public Future<?> deliver(DomainEvent event) {
    return Future.succeededFuture();
  }

  @Override
  public void tell(DomainEvent event) {
    bus.publish(Live.BROADCAST_FIRED, event);
  }
}
