package dev.carillon.store.pg.outbox;

import dev.carillon.async.task.Outcome;
import dev.carillon.async.task.Work;
import dev.carillon.async.trace.TracePoint;
import dev.carillon.async.trace.Traces;
import dev.carillon.contract.DomainEvent;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of some events that are due: delivered, put off or parked. Those that come for the
 * first time are handed over together, where the consumers take that; whatever has failed before
 * goes alone, and so do all events of its subject: what is wrong with one stops no other.
 */
final class OutboxPass<E> {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxPass.class);

  private final PgConnection connection;
  private final String schema;
  private final OutboxMeters meters;
  private final Consumers<E> consumers;
  private final BooleanSupplier mayBegin;
  private final Map<Long, Known<E>> delivered = new LinkedHashMap<>();
  private final Map<Long, String> later = new LinkedHashMap<>();
  private int parked;

  /** A row and what it says. */
  private record Known<E>(DueEvent due, DomainEvent<E> event) {}

  OutboxPass(
      PgConnection connection,
      String schema,
      Consumers<E> consumers,
      BooleanSupplier mayBegin,
      OutboxMeters meters) {
    this.mayBegin = mayBegin;
    this.meters = meters;
    this.connection = connection;
    this.schema = schema;
    this.consumers = consumers;
  }

  /** Carries what it can of the rows; false if that was nothing, or it broke off. */
  Future<Boolean> carry(List<DueEvent> rows) {
    Map<String, List<DueEvent>> bySubject = new LinkedHashMap<>();
    rows.forEach(due -> bySubject.computeIfAbsent(due.subject(), k -> new ArrayList<>()).add(due));
    List<Known<E>> together = new ArrayList<>();
    List<Future<Void>> subjects = new ArrayList<>();
    for (List<DueEvent> events : bySubject.values()) {
      List<Known<E>> read = readTogether(events);
      if (read.isEmpty()) {
        subjects.add(inOrder(events, 0));
      } else {
        together.addAll(read);
      }
    }
    if (!together.isEmpty() && mayBegin.getAsBoolean()) {
      subjects.add(handOver(together));
    }
    return Future.join(subjects)
        .transform(r -> delete().map(r.succeeded()))
        .compose(allWell -> putOff().map(allWell && (later.isEmpty() || !delivered.isEmpty())));
  }

  /** How many of the rows need not be looked at again. */
  int gone() {
    return delivered.size() + parked;
  }

  /** All of a subject's events; none if one of them has to go alone. */
  private List<Known<E>> readTogether(List<DueEvent> events) {
    List<Known<E>> read = new ArrayList<>();
    for (DueEvent due : events) {
      if (due.attempts() > 0) {
        return List.of();
      }
      Future<DomainEvent<E>> event =
          Work.begin(() -> Future.succeededFuture(due.read(schema, consumers)));
      if (event.failed() || !consumers.takesTogether(event.result())) {
        return List.of();
      }
      read.add(new Known<>(due, event.result()));
    }
    return read;
  }

  private Future<Void> handOver(List<Known<E>> events) {
    return Traces.apart(
            "outbox.deliver",
            events.stream().map(one -> one.due().trace()).toList(),
            spans -> consumers.deliverAll(traced(events, spans)))
        .compose(
            outcomes ->
                outcomes.size() == events.size()
                    ? settle(events, outcomes)
                    : Future.failedFuture("There is not an outcome for each event"))
        .recover(
            e -> {
              putOffAll(events, String.valueOf(e.getMessage()));
              return Future.succeededFuture();
            });
  }

  private static <E> List<DomainEvent<E>> traced(
      List<Known<E>> events, List<@Nullable TracePoint> spans) {
    List<DomainEvent<E>> traced = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      TracePoint span = spans.get(i);
      traced.add(events.get(i).event().withTraceparent(span == null ? null : span.traceparent()));
    }
    return traced;
  }

  /** Of each subject up to the first event that may come again. */
  private Future<Void> settle(List<Known<E>> events, List<Outcome<Void>> outcomes) {
    Set<String> waiting = new HashSet<>();
    List<Future<?>> parked = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Known<E> one = events.get(i);
      if (waiting.contains(one.due().subject())) {
        continue;
      }
      switch (outcomes.get(i)) {
        case Outcome.Success<Void> taken -> delivered.put(one.due().seq(), one);
        case Outcome.Failure<Void>(Throwable cause) when one.due().isHopeless(cause) ->
            parked.add(park(one.due(), cause));
        case Outcome.Failure<Void>(Throwable cause) -> {
          waiting.add(one.due().subject());
          putOff(one.due(), cause);
        }
      }
    }
    return Future.join(parked).mapEmpty();
  }

  /** What is behind the first event of a subject waits with it. */
  private void putOffAll(List<Known<E>> events, String why) {
    Set<String> subjects = new HashSet<>();
    for (Known<E> one : events) {
      if (subjects.add(one.due().subject())) {
        later.put(one.due().seq(), why);
      }
    }
  }

  /**
   * One subject: a failure leaves it and its later events for another pass, and so does the end of
   * the lead.
   */
  private Future<Void> inOrder(List<DueEvent> events, int index) {
    if (index == events.size() || !mayBegin.getAsBoolean()) {
      return Future.succeededFuture();
    }
    DueEvent due = events.get(index);
    return Work.begin(() -> deliver(due))
        .transform(
            r -> {
              if (r.failed() && !due.isHopeless(r.cause())) {
                putOff(due, r.cause());
                return Future.succeededFuture();
              }
              Future<?> parked = r.succeeded() ? Future.succeededFuture() : park(due, r.cause());
              return parked.compose(v -> inOrder(events, index + 1));
            });
  }

  private Future<Void> deliver(DueEvent due) {
    DomainEvent<E> event = due.read(schema, consumers);
    return Traces.run(
            "outbox.deliver",
            due.trace(),
            () -> consumers.deliver(event.withTraceparent(Traces.traceparent())).mapEmpty())
        .onSuccess(taken -> delivered.put(due.seq(), new Known<>(due, event)))
        .mapEmpty();
  }

  private void putOff(DueEvent due, Throwable cause) {
    later.put(due.seq(), String.valueOf(cause.getMessage()));
    due.sayLate(cause);
  }

  private Future<?> putOff() {
    if (later.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple values =
        Tuple.tuple()
            .addArrayOfLong(later.keySet().toArray(Long[]::new))
            .addArrayOfString(later.values().toArray(String[]::new));
    return OutboxRelay.bounded(connection.preparedQuery(OutboxSql.LATER).execute(values));
  }

  private Future<?> park(DueEvent event, Throwable refusal) {
    meters.parked();
    parked++;
    LOG.error(
        "Event {} ({} of {}) was refused for good and is parked in the outbox: {}",
        event.id(),
        event.type(),
        event.subject(),
        String.valueOf(refusal.getMessage()));
    return OutboxRelay.bounded(
        connection
            .preparedQuery(OutboxSql.PARK)
            .execute(Tuple.of(event.seq(), String.valueOf(refusal.getMessage()))));
  }

  private Future<Void> delete() {
    if (delivered.isEmpty()) {
      return Future.succeededFuture();
    }
    return OutboxRelay.bounded(
            connection
                .preparedQuery(OutboxSql.DELETE)
                .execute(Tuple.of(delivered.keySet().toArray(Long[]::new))))
        .onSuccess(this::tell)
        .mapEmpty();
  }

  private void tell(Known<E> one) {
    Traces.within("outbox.tell", one.due().trace(), () -> consumers.tell(one.event()));
  }

  /** Only who deleted a row tells of it, should two relays overlap for a moment. */
  private void tell(RowSet<Row> deleted) {
    meters.delivered(deleted.size());
    Set<Long> gone = new HashSet<>();
    deleted.forEach(row -> gone.add(row.getLong("seq")));
    delivered.forEach(
        (seq, one) -> {
          if (gone.contains(seq) && !one.due().told()) {
            tell(one);
          }
        });
  }
}
