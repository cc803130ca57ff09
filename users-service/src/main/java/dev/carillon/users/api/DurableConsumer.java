package dev.carillon.users.api;

import dev.carillon.async.task.Outcome;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Contract;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.events.UserEvents;
import dev.carillon.contract.mail.EventOutcome;
import dev.carillon.contract.mail.EventOutcomes;
import dev.carillon.contract.mail.EventTaken;
import dev.carillon.contract.mail.UserEventBatch;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who gets events for good.
 *
 * @param one takes an event; null where one is a batch too
 * @param many takes events of many users; who is older does not serve it, and gets one by one
 * @param wants which of them mean something there: the others are not brought
 */
record DurableConsumer(
    @Nullable Contract<DomainEvent<UserEvent>, EventTaken> one,
    Contract<UserEventBatch, EventOutcomes> many,
    Predicate<UserEvent> wants) {
  /** Another program, which joins the bus: it gets all of them. */
  static DurableConsumer onTheBus(String name) {
    return new DurableConsumer(null, UserEvents.to(name), event -> true);
  }

  /** Brings one event, alone. */
  Future<EventTaken> take(Bus bus, Call call, DomainEvent<UserEvent> event) {
    return one == null
        ? bus.request(many, call, new UserEventBatch(List.of(event))).compose(this::taken)
        : bus.request(one, call, event);
  }

  /** Another number of outcomes than of events says nothing of any. */
  private Future<EventTaken> taken(EventOutcomes answer) {
    if (answer.outcomes().size() != 1) {
      return Future.failedFuture(unclear());
    }
    Failure refusal = answer.outcomes().get(0).refusal();
    return refusal == null
        ? Future.succeededFuture(new EventTaken(null))
        : Future.failedFuture(refusal);
  }

  private Failure unclear() {
    return Failure.of(
        FailureCode.INTERNAL, many.address() + " must answer with one outcome for each event");
  }

  /** One outcome for each, in their order; a failed future where it is not known of any. */
  Future<List<Outcome<Void>>> takeAll(Bus bus, Call call, List<DomainEvent<UserEvent>> events) {
    List<DomainEvent<UserEvent>> wanted =
        events.stream().filter(event -> wants.test(event.data())).toList();
    return wanted.isEmpty()
        ? Future.succeededFuture(all(events, List.of()))
        : bus.request(many, call, new UserEventBatch(wanted))
            .compose(answer -> outcomes(answer, wanted.size()))
            .recover(
                e ->
                    one != null && Bus.isUnserved(e)
                        ? oneByOne(bus, call, wanted)
                        : Future.failedFuture(e))
            .map(outcomes -> all(events, outcomes));
  }

  private Future<List<Outcome<Void>>> outcomes(EventOutcomes answer, int events) {
    return answer.outcomes().size() == events
        ? Future.succeededFuture(answer.outcomes().stream().map(DurableConsumer::outcome).toList())
        : Future.failedFuture(unclear());
  }

  /** What is not wanted is settled. */
  private List<Outcome<Void>> all(
      List<DomainEvent<UserEvent>> events, List<Outcome<Void>> ofWanted) {
    List<Outcome<Void>> outcomes = new ArrayList<>();
    int next = 0;
    for (DomainEvent<UserEvent> event : events) {
      if (wants.test(event.data())) {
        outcomes.add(ofWanted.get(next++));
      } else {
        outcomes.add(Outcome.of(Future.succeededFuture()));
      }
    }
    return outcomes;
  }

  /** Each user's in order, and none behind one that may come again. */
  private Future<List<Outcome<Void>>> oneByOne(
      Bus bus, Call call, List<DomainEvent<UserEvent>> events) {
    Map<String, Future<Void>> last = new HashMap<>();
    List<Future<Void>> all = new ArrayList<>();
    for (DomainEvent<UserEvent> event : events) {
      Future<Void> before = last.getOrDefault(event.subject(), Future.succeededFuture());
      Future<Void> taken =
          before.transform(
              r ->
                  r.succeeded() || isForGood(r.cause())
                      ? take(bus, call, event).mapEmpty()
                      : Future.failedFuture(
                          Failure.of(
                              FailureCode.UNAVAILABLE, "An event of its user waits before it")));
      last.put(event.subject(), taken);
      all.add(taken);
    }
    return Future.join(all).transform(r -> Future.succeededFuture(outcomes(all)));
  }

  private static List<Outcome<Void>> outcomes(List<Future<Void>> completed) {
    return completed.stream().map(Outcome::of).toList();
  }

  private static Outcome<Void> outcome(EventOutcome outcome) {
    Failure refusal = outcome.refusal();
    return refusal == null ? Outcome.of(Future.succeededFuture()) : new Outcome.Failure<>(refusal);
  }

  static boolean isForGood(Throwable cause) {
    return cause instanceof Failure failure && failure.code().definitive();
  }
}
