package dev.carillon.store.pg.outbox;

import dev.carillon.async.task.Work;
import dev.carillon.contract.DomainEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pass of the relay: what is delivered, put off or parked of the events that are due. */
final class OutboxPass<E> {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxPass.class);
  private static final int MAX_FAULTS = 10;

  private final PgConnection connection;
  private final String schema;
  private final MeterRegistry registry;
  private final Consumers<E> consumers;
  private final BooleanSupplier mayBegin;
  private final Map<Long, DomainEvent<E>> delivered = new LinkedHashMap<>();
  private final Map<UUID, String> later = new LinkedHashMap<>();

  /** A row of the outbox, its payload not yet read. */
  private record Due(
      long seq,
      UUID id,
      String type,
      String subject,
      Instant at,
      String payload,
      int attempts,
      boolean mustArrive) {
    static Due of(Row row) {
      return new Due(
          row.getLong("seq"),
          row.getUUID("id"),
          row.getString("type"),
          row.getString("subject"),
          row.getOffsetDateTime("at").toInstant(),
          row.getString("payload"),
          row.getInteger("attempts"),
          row.getBoolean("must_arrive"));
    }
  }

  /**
   * What came of it.
   *
   * @param events how many there were
   * @param allWell whether every subject came to its end
   */
  record Passed(int events, boolean allWell) {}

  OutboxPass(
      PgConnection connection,
      String schema,
      Consumers<E> consumers,
      BooleanSupplier mayBegin,
      MeterRegistry registry) {
    this.mayBegin = mayBegin;
    this.registry = registry;
    this.connection = connection;
    this.schema = schema;
    this.consumers = consumers;
  }

  /** Carries what it can of the rows. */
  Future<Passed> carry(RowSet<Row> rows) {
    Map<String, List<Due>> bySubject = new LinkedHashMap<>();
    for (Row row : rows) {
      Due due = Due.of(row);
      bySubject.computeIfAbsent(due.subject(), k -> new ArrayList<>()).add(due);
    }
    List<Future<Void>> subjects =
        bySubject.values().stream().map(events -> inOrder(events, 0)).toList();
    return Future.join(subjects)
        .transform(r -> delete().map(r.succeeded()))
        .compose(allWell -> putOff().map(new Passed(rows.size(), allWell)));
  }

  /**
   * One subject: a failure leaves it and its later events for another pass, and so does the end of
   * the lead.
   */
  private Future<Void> inOrder(List<Due> events, int index) {
    if (index == events.size() || !mayBegin.getAsBoolean()) {
      return Future.succeededFuture();
    }
    Due due = events.get(index);
    return Work.begin(() -> deliver(due))
        .transform(
            r -> {
              if (r.failed() && !isHopeless(due, r.cause())) {
                later.put(due.id(), String.valueOf(r.cause().getMessage()));
                sayLate(due, r.cause());
                return Future.succeededFuture();
              }
              Future<?> parked = r.succeeded() ? Future.succeededFuture() : park(due, r.cause());
              return parked.compose(v -> inOrder(events, index + 1));
            });
  }

  private Future<Void> deliver(Due due) {
    DomainEvent<E> event = read(due);
    return consumers.deliver(event).onSuccess(taken -> delivered.put(due.seq(), event)).mapEmpty();
  }

  private DomainEvent<E> read(Due due) {
    Class<? extends E> type = consumers.events().get(due.type());
    if (type == null) {
      throw Failure.of(FailureCode.INVALID, "Events of type " + due.type() + " are not known here");
    }
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION,
        due.id(),
        schema,
        due.type(),
        due.subject(),
        due.at(),
        Json.read(due.payload(), type));
  }

  /**
   * A refusal is for good; a fault is, when it has come often enough. What must arrive, such as an
   * erasure, is tried for ever: only events of its own subject wait behind it.
   */
  private static boolean isHopeless(Due due, Throwable cause) {
    if (due.mustArrive()) {
      return false;
    }
    if (cause instanceof Failure failure && failure.code() != FailureCode.INTERNAL) {
      return failure.code().definitive();
    }
    return due.attempts() + 1 >= MAX_FAULTS;
  }

  private static void sayLate(Due due, Throwable cause) {
    if (Integer.bitCount(due.attempts() + 1) == 1 && due.attempts() >= 7) {
      LOG.warn(
          "Event {} of {} could not be delivered {} times: {}",
          due.id(),
          due.subject(),
          due.attempts() + 1,
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

  private Future<?> park(Due event, Throwable refusal) {
    registry.counter("carillon.outbox.parked", "schema", schema).increment();
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
                .execute(Tuple.of(delivered.keySet().toArray(Long[]::new))))
        .onSuccess(this::tell)
        .mapEmpty();
  }

  /** Only who deleted a row tells of it, should two relays overlap for a moment. */
  private void tell(RowSet<Row> deleted) {
    Set<UUID> ids = new HashSet<>();
    deleted.forEach(row -> ids.add(row.getUUID("id")));
    delivered.values().stream().filter(event -> ids.contains(event.id())).forEach(consumers::tell);
  }
}
