package dev.carillon.store.pg.outbox;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.DomainEvent;
import io.vertx.core.Future;
import java.util.List;
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

  /** Whether {@link #deliverAll} takes the event; else it goes alone, by {@link #deliver}. */
  default boolean takesTogether(DomainEvent<E> event) {
    return false;
  }

  /**
   * Hands events of many subjects, those of each in order, to every durable consumer.
   *
   * @return one outcome for each, in their order, also where some failed. A future that fails has
   *     brought none for sure: each is brought again, and then alone
   */
  default Future<List<Outcome<Void>>> deliverAll(List<DomainEvent<E>> events) {
    throw new UnsupportedOperationException("Every event goes alone");
  }

  /** Tells whoever listens now; called after the event has left the outbox. */
  void tell(DomainEvent<E> event);
}
