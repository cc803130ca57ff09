package dev.carillon.store.pg;

import dev.carillon.async.task.Work;
import dev.carillon.contract.DomainEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.micrometer.core.instrument.Metrics;
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
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass of the relay: what is delivered, put off or parked of the events that are due. */
final class OutboxPass {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxPass.class);
  private static final int MAX_FAULTS = 10;

  private final PgConnection connection;
  private final String schema;
  private final Consumers consumers;
  private final List<DomainEvent> delivered = new ArrayList<>();
  private final Map<UUID, String> later = new LinkedHashMap<>();

  private record Waiting(DomainEvent event, int attempts) {}

  /**
   * What came of it.
   *
   * @param events how many there were
   * @param allWell whether every subject came to its end
   */
  record Passed(int events, boolean allWell) {}

  OutboxPass(PgConnection connection, String schema, Consumers consumers) {
    this.connection = connection;
    this.schema = schema;
    this.consumers = consumers;
  }

  /** Carries what it can of the rows. */
  Future<Passed> carry(RowSet<Row> rows) {
    Map<String, List<Waiting>> bySubject = new LinkedHashMap<>();
    for (Row row : rows) {
      Waiting waiting = new Waiting(event(row), row.getInteger("attempts"));
      bySubject.computeIfAbsent(waiting.event().subject(), k -> new ArrayList<>()).add(waiting);
    }
    List<Future<Void>> subjects =
        bySubject.values().stream().map(events -> inOrder(events, 0)).toList();
    return Future.join(subjects)
        .transform(r -> delete().map(r.succeeded()))
        .compose(allWell -> putOff().map(new Passed(rows.size(), allWell)));
  }

  /** One subject: a failure leaves it and its later events for another pass. */
  private Future<Void> inOrder(List<Waiting> events, int index) {
    if (index == events.size()) {
      return Future.succeededFuture();
    }
    Waiting waiting = events.get(index);
    return Work.begin(() -> consumers.deliver(waiting.event()).mapEmpty())
        .transform(
            r -> {
              if (r.succeeded()) {
                delivered.add(waiting.event());
              } else if (!isHopeless(waiting, r.cause())) {
                later.put(waiting.event().id(), String.valueOf(r.cause().getMessage()));
                sayLate(waiting, r.cause());
                return Future.succeededFuture();
              }
              Future<?> parked =
                  r.succeeded() ? Future.succeededFuture() : park(waiting.event(), r.cause());
              return parked.compose(v -> inOrder(events, index + 1));
            });
  }

  /** A refusal is for good; a fault is, when it has come often enough. */
  private static boolean isHopeless(Waiting waiting, Throwable cause) {
    if (cause instanceof Failure failure && failure.code() != FailureCode.INTERNAL) {
      return failure.code().definitive();
    }
    return waiting.attempts() + 1 >= MAX_FAULTS;
  }

  private static void sayLate(Waiting waiting, Throwable cause) {
    if (Integer.bitCount(waiting.attempts() + 1) == 1 && waiting.attempts() >= 7) {
      LOG.warn(
          "Event {} of {} could not be delivered {} times: {}",
          waiting.event().id(),
          waiting.event().subject(),
          waiting.attempts() + 1,
          cause.toString());
    }
  }

  private Future<?> putOff() {
    if (later.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(later.keySet().toArray(UUID[]::new))
            .addArrayOfString(later.values().toArray(String[]::new));
    return OutboxRelay.bounded(connection.preparedQuery(OutboxSql.LATER).execute(values));
  }

  private Future<?> park(DomainEvent event, Throwable refusal) {
    Metrics.counter("carillon.outbox.parked", "schema", schema).increment();
    LOG.error(
        "Event {} ({} of {}) was refused for good and is parked in the outbox: {}",
        event.id(),
        event.type(),
        event.subject(),
        String.valueOf(refusal.getMessage()));
    return OutboxRelay.bounded(
        connection
            .preparedQuery(OutboxSql.PARK)
            .execute(Tuple.of(event.id(), String.valueOf(refusal.getMessage()))));
  }

  private Future<Void> delete() {
    if (delivered.isEmpty()) {
      return Future.succeededFuture();
    }
    return OutboxRelay.bounded(
            connection
                .preparedQuery(OutboxSql.DELETE)
                .execute(Tuple.of(delivered.stream().map(DomainEvent::id).toArray(UUID[]::new))))
        .onSuccess(this::tell)
        .mapEmpty();
  }

  /** Only who deleted a row tells of it, should two relays overlap for a moment. */
  private void tell(RowSet<Row> deleted) {
    Set<UUID> ids = new HashSet<>();
    deleted.forEach(row -> ids.add(row.getUUID("id")));
    delivered.stream().filter(event -> ids.contains(event.id())).forEach(consumers::tell);
  }

  private DomainEvent event(Row row) {
    return new DomainEvent(
        DomainEvent.SPEC_VERSION,
        row.getUUID("id"),
        schema,
        row.getString("type"),
        row.getString("subject"),
        row.getOffsetDateTime("at").toInstant(),
        Json.read(row.getString("payload"), Doc.class));
  }
}
