package dev.carillon.notifier.domain.events;

import dev.carillon.async.task.Outcome;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.accept.AcceptStore.Effect;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Events that are taken together.
 *
 * @param effects of those that can be taken
 * @param outcomes of all, in their order, once the effects are stored
 */
record EventBatch(List<Effect> effects, List<Outcome<EventTaken>> outcomes) {
  /** One transaction stores mails of so much together: a thousand plain ones. */
  private static final long MAX_TOGETHER = 8L << 20;

  EventBatch {
    effects = List.copyOf(effects);
    outcomes = List.copyOf(outcomes);
  }

  /**
   * What is refused is left out; what is behind it goes on.
   *
   * @param effect may throw a refusal that is for good
   */
  static EventBatch of(
      List<DomainEvent<UserEvent>> events, Function<DomainEvent<UserEvent>, Effect> effect) {
    List<Effect> effects = new ArrayList<>();
    List<Outcome<EventTaken>> outcomes = new ArrayList<>();
    for (DomainEvent<UserEvent> event : events) {
      try {
        effects.add(effect.apply(event));
        outcomes.add(new Outcome.Success<>(new EventTaken(null)));
      } catch (Failure refused) {
        outcomes.add(new Outcome.Failure<>(refused));
      }
    }
    return new EventBatch(effects, outcomes);
  }

  /** Stores the effects, in one transaction unless their mails are large. */
  Future<Void> inPieces(Function<List<Effect>, Future<Void>> store) {
    return from(0, store);
  }

  private Future<Void> from(int first, Function<List<Effect>, Future<Void>> store) {
    if (first == effects.size()) {
      return Future.succeededFuture();
    }
    long weight = 0;
    int end = first;
    while (end < effects.size() && (end == first || weight < MAX_TOGETHER)) {
      weight += effects.get(end).weight();
      end++;
    }
    int next = end;
    return store.apply(effects.subList(first, next)).compose(v -> from(next, store));
  }
}
