package dev.carillon.store.pg.outbox;

import dev.carillon.async.trace.TracePoint;
import dev.carillon.contract.DomainEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row of the outbox, its payload not yet read.
 *
 * @param attempts how often it could not be delivered
 * @param mustArrive whether it is tried for ever
 * @param told whether who listens has heard of it already
 * @param trace the span that it came with, if that was written down
 */
record DueEvent(
    long seq,
    UUID id,
    String type,
    String subject,
    Instant at,
    String payload,
    int attempts,
    boolean mustArrive,
    boolean told,
    @Nullable TracePoint trace) {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxPass.class);
  private static final int MAX_FAULTS = 10;

  static DueEvent of(Row row) {
    return new DueEvent(
        row.getLong("seq"),
        row.getUUID("id"),
        row.getString("type"),
        row.getString("subject"),
        row.getOffsetDateTime("at").toInstant(),
        row.getString("payload"),
        row.getInteger("attempts"),
        row.getBoolean("must_arrive"),
        row.getBoolean("told"),
        TracePoint.parse(row.getString("traceparent")));
  }

  /** What the row says. INVALID where it cannot be read. */
  <E> DomainEvent<E> read(String schema, Consumers<E> consumers) {
    Class<? extends E> as = consumers.events().get(type);
    if (as == null) {
      throw Failure.of(FailureCode.INVALID, "Events of type " + type + " are not known here");
    }
    return new DomainEvent<>(
        DomainEvent.SPEC_VERSION, id, schema, type, subject, at, Json.readTolerantly(payload, as));
  }

  /**
   * A refusal is for good; a fault is, when it has come often enough. What must arrive, such as an
   * erasure, is tried for ever: only events of its own subject wait behind it.
   */
  boolean isHopeless(Throwable cause) {
    if (mustArrive) {
      return false;
    }
    if (cause instanceof Failure failure && failure.code() != FailureCode.INTERNAL) {
      return failure.code().definitive();
    }
    return attempts + 1 >= MAX_FAULTS;
  }

  void sayLate(Throwable cause) {
    if (Integer.bitCount(attempts + 1) == 1 && attempts >= 7) {
      LOG.warn(
          "Event {} of {} could not be delivered {} times: {}",
          id,
          subject,
          attempts + 1,
          cause.toString());
    }
  }
}
