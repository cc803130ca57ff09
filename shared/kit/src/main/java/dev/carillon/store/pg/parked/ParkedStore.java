package dev.carillon.store.pg.parked;

import dev.carillon.contract.Answered;
import dev.carillon.contract.events.ListParked;
import dev.carillon.contract.events.ParkedEvent;
import dev.carillon.contract.events.ParkedPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.bulkhead.Bulkhead.Guarded;
import dev.carillon.store.pg.Keyset;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.IdempotentWrite;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The parked events of one schema. Failures: NOT_FOUND, CONFLICT, UNAVAILABLE. */
public final class ParkedStore {
  private final String schema;
  private final Guarded<Pool> connections;
  private final Idempotency idempotency;

  /** Uses connections that somebody else closes. */
  public ParkedStore(String schema, Guarded<Pool> connections) {
    this.schema = schema;
    this.connections = connections;
    this.idempotency = new Idempotency(connections.client());
  }

  /** A page, the oldest first. */
  public Future<ParkedPage> list(ListParked request) {
    Keyset from = Keyset.parse(request.page().cursor(), Keyset.START);
    int limit = request.page().limit();
    Tuple values = Tuple.of(request.subject(), from.at(), from.id(), limit + 1);
    return run(ParkedSql.LIST, values)
        .map(
            rows -> {
              Paged<ParkedEvent> page = Paged.of(rows, limit, "parked_at", this::event);
              return new ParkedPage(page.items(), page.next());
            });
  }

  /** Lets one be delivered again; how it was before. */
  public Future<Answered<ParkedEvent>> retry(UUID id, @Nullable IdempotencyKey key) {
    IdempotentWrite<ParkedEvent> write =
        new IdempotentWrite<>(key, ParkedEvent.class, ParkedEvent::subject);
    return connections
        .run(pool -> idempotency.once(write, on -> retry(on, id)))
        .map(once -> new Answered<>(once.value(), once.replayed()));
  }

  private Future<ParkedEvent> retry(SqlClient on, UUID id) {
    return PgFailures.PLAIN
        .run(on, ParkedSql.RETRY, Tuple.of(id))
        .map(rows -> event(only(rows, id)));
  }

  /** Drops one for good. CONFLICT for one that must arrive. */
  public Future<Void> drop(UUID id) {
    return run(ParkedSql.DROP, Tuple.of(id))
        .map(
            rows -> {
              if (only(rows, id).getBoolean("must_arrive")) {
                throw Failure.of(
                    FailureCode.CONFLICT,
                    "This event must arrive: it can be delivered again, but not dropped");
              }
              return null;
            });
  }

  private Future<RowSet<Row>> run(String sql, Tuple values) {
    return connections.run(pool -> PgFailures.PLAIN.run(pool, sql, values));
  }

  private static Row only(RowSet<Row> rows, UUID id) {
    if (!rows.iterator().hasNext()) {
      throw Failure.notFound("parked event", id);
    }
    return rows.iterator().next();
  }

  private ParkedEvent event(Row row) {
    return new ParkedEvent(
        schema,
        row.getUUID("id"),
        row.getString("type"),
        row.getString("subject"),
        row.getOffsetDateTime("at").toInstant(),
        row.getOffsetDateTime("parked_at").toInstant(),
        row.getInteger("attempts"),
        row.getString("last_error"));
  }
}
