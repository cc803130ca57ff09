package dev.carillon.store.pg;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import dev.carillon.contract.DomainEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from a schema's outbox to their consumers: at least once, in order per subject,
 * the row deleted only after every durable consumer has acknowledged. One relay per schema works at
 * a time: the one whose session holds the schema's advisory lock; the others stand by and take over
 * when that session ends. There is no position that could skip a late commit: the oldest rows are
 * read again each time.
 *
 * <p>An event that a consumer refuses for good, or cannot take for a fault of its own ten times, is
 * parked and said so; the events after it go on. One that cannot be delivered at the moment waits,
 * longer each time, and with it the later ones of its subject; those of others go on.
 */
public final class OutboxRelay {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 100;
  private static final long REST_MILLIS = 80;
  private static final int MAX_FAULTS = 10;
  private static final Duration GATHERING = Duration.ofMillis(10);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(10);

  private final PgClients clients;
  private final String schema;
  private final Consumers consumers;
  private final Timers timers;
  private final Loop loop;
  private final AtomicBoolean wakeComing = new AtomicBoolean();
  private @Nullable PgConnection session;
  private boolean leading;

  private record Waiting(DomainEvent event, int attempts) {}

  /** A relay for {@code schema}; begins with {@link #start}. */
  public OutboxRelay(
      Vertx vertx, Timers timers, PgClients clients, String schema, Consumers consumers) {
    this.clients = clients;
    this.schema = schema;
    this.consumers = consumers;
    this.timers = timers;
    this.loop =
        new Loop(
            "outbox relay " + schema,
            vertx,
            timers,
            () -> leading ? REST_MILLIS + ThreadLocalRandom.current().nextLong(20) : 500,
            this::runOnce);
  }

  /** Begins to carry. */
  public void start() {
    loop.start();
  }

  /** Says that there may be something new; what is written in the next moment goes with it. */
  public void wake() {
    if (wakeComing.compareAndSet(false, true)) {
      timers.after(
          GATHERING,
          () -> {
            wakeComing.set(false);
            loop.wake();
          });
    }
  }

  /** Ends after the batch in hand and gives the lock back. */
  public Future<Void> stop() {
    return loop.stop().compose(v -> session == null ? Future.succeededFuture() : session.close());
  }

  /** One pass: true if the batch was full, so that more is likely. */
  Future<Boolean> runOnce() {
    return bounded(lead())
        .compose(
            connection ->
                connection == null
                    ? Future.succeededFuture(false)
                    : bounded(connection.preparedQuery(OutboxSql.OLDEST).execute(Tuple.of(BATCH)))
                        .compose(rows -> carry(connection, rows)))
        .onFailure(e -> dropSession());
  }

  private Future<@Nullable PgConnection> lead() {
    if (leading) {
      return Future.succeededFuture(session);
    }
    return connect()
        .compose(
            c ->
                c.preparedQuery(OutboxSql.TRY_LEAD)
                    .execute(Tuple.of("carillon.outbox." + schema))
                    .map(
                        rows -> {
                          leading = rows.iterator().next().getBoolean(0);
                          return leading ? c : null;
                        }));
  }

  private Future<PgConnection> connect() {
    if (session != null) {
      return Future.succeededFuture(session);
    }
    return clients
        .connection()
        .onSuccess(
            c -> {
              session = c;
              c.closeHandler(v -> forget(c));
            });
  }

  private Future<Boolean> carry(PgConnection connection, RowSet<Row> rows) {
    Map<String, List<Waiting>> bySubject = new LinkedHashMap<>();
    for (Row row : rows) {
      Waiting waiting = new Waiting(event(row), row.getInteger("attempts"));
      bySubject.computeIfAbsent(waiting.event().subject(), k -> new ArrayList<>()).add(waiting);
    }
    List<DomainEvent> delivered = new ArrayList<>();
    Map<UUID, String> later = new LinkedHashMap<>();
    List<Future<Void>> subjects =
        bySubject.values().stream()
            .map(events -> inOrder(connection, events, 0, delivered, later))
            .toList();
    return Future.join(subjects)
        .transform(r -> delete(connection, delivered).map(r.succeeded()))
        .compose(allWell -> putOff(connection, later).map(allWell && rows.size() == BATCH));
  }

  /** One subject: a failure leaves it and its later events for another pass. */
  private Future<Void> inOrder(
      PgConnection connection,
      List<Waiting> events,
      int index,
      List<DomainEvent> delivered,
      Map<UUID, String> later) {
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
                  r.succeeded()
                      ? Future.succeededFuture()
                      : park(connection, waiting.event(), r.cause());
              return parked.compose(v -> inOrder(connection, events, index + 1, delivered, later));
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

  private static Future<?> putOff(PgConnection connection, Map<UUID, String> later) {
    if (later.isEmpty()) {
      return Future.succeededFuture();
    }
    Tuple values =
        Tuple.tuple()
            .addArrayOfUUID(later.keySet().toArray(UUID[]::new))
            .addArrayOfString(later.values().toArray(String[]::new));
    return bounded(connection.preparedQuery(OutboxSql.LATER).execute(values));
  }

  private Future<?> park(PgConnection connection, DomainEvent event, Throwable refusal) {
    Metrics.counter("carillon.outbox.parked", "schema", schema).increment();
    LOG.error(
        "Event {} ({} of {}) was refused for good and is parked in the outbox: {}",
        event.id(),
        event.type(),
        event.subject(),
        String.valueOf(refusal.getMessage()));
    return bounded(
        connection
            .preparedQuery(OutboxSql.PARK)
            .execute(Tuple.of(event.id(), String.valueOf(refusal.getMessage()))));
  }

  private Future<Void> delete(PgConnection connection, List<DomainEvent> delivered) {
    if (delivered.isEmpty()) {
      return Future.succeededFuture();
    }
    return bounded(
            connection
                .preparedQuery(OutboxSql.DELETE)
                .execute(Tuple.of(delivered.stream().map(DomainEvent::id).toArray(UUID[]::new))))
        .onSuccess(rows -> tell(rows, delivered))
        .mapEmpty();
  }

  /** Only who deleted a row tells of it, should two relays overlap for a moment. */
  private void tell(RowSet<Row> deleted, List<DomainEvent> delivered) {
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

  private void dropSession() {
    PgConnection lost = session;
    if (lost != null) {
      forget(lost);
      lost.close().onFailure(e -> LOG.debug("A lost session did not close cleanly", e));
    }
  }

  private void forget(PgConnection lost) {
    if (session == lost) {
      session = null;
      leading = false;
    }
  }

  private static <T> Future<T> bounded(Future<T> step) {
    return step.timeout(STEP_LIMIT.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }
}
