package dev.carillon.notifier.domain.events;

import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes events one after the other. What is behind an event of its subject that may come again is
 * not begun: the order of a subject would be lost.
 *
 * @param take takes one for good
 */
record InTurn(Function<DomainEvent<UserEvent>, Future<EventTaken>> take) {
  Future<List<Outcome<EventTaken>>> all(List<DomainEvent<UserEvent>> events) {
    return from(events, new HashSet<>(), new ArrayList<>());
  }

  private Future<List<Outcome<EventTaken>>> from(
      List<DomainEvent<UserEvent>> events, Set<String> waiting, List<Outcome<EventTaken>> soFar) {
    if (soFar.size() == events.size()) {
      return Future.succeededFuture(soFar);
    }
    DomainEvent<UserEvent> event = events.get(soFar.size());
    Future<EventTaken> taken =
        waiting.contains(event.subject())
            ? Future.failedFuture(
                Failure.of(FailureCode.UNAVAILABLE, "An event of its subject waits before it"))
            : Work.begin(() -> take.apply(event));
    return taken.transform(
        r -> {
          if (r.failed() && !(r.cause() instanceof Failure f && f.code().definitive())) {
            waiting.add(event.subject());
          }
          soFar.add(Outcome.of(taken));
          return from(events, waiting, soFar);
        });
  }
}
