package dev.carillon.store.pg;

import dev.carillon.contract.DomainEvent;
import io.vertx.core.Future;

/** Where an outbox relay brings its events. */
public interface Consumers {
  /** Hands the event to every durable consumer; succeeds when all have it for good. */
  Future<?> deliver(DomainEvent event);

  /** Tells whoever listens now; called after the event has left the outbox. */
  void tell(DomainEvent event);
}
