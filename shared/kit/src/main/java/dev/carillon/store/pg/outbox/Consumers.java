package dev.carillon.store.pg.outbox;

import dev.carillon.contract.DomainEvent;
import io.vertx.core.Future;
import java.util.Map;

/**
 * Where an outbox relay brings its events.
 *
 * @param <E> the particulars of all of them
 */
public interface Consumers<E> {
  /** As what the payload of an event is read, by the event's type. */
  Map<String, Class<? extends E>> events();

  /** Hands the event to every durable consumer; succeeds when all have it for good. */
  Future<?> deliver(DomainEvent<E> event);

  /** Tells whoever listens now; called after the event has left the outbox. */
  void tell(DomainEvent<E> event);
}
