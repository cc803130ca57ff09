package dev.carillon.store.pg.outbox;

import dev.carillon.async.time.Clocks;
import dev.carillon.store.pg.PgClients;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who carries a schema's outbox: the process whose session holds the schema's advisory lock, for as
 * long as it beats. A process that ends gives the lock away at once. The session of one that has
 * vanished with its host, or sleeps, would keep it: so whoever waits for the lock ends the session
 * that holds it when there was no beat for {@link #LIFE} by its own clock; nobody's time of day
 * matters. Who leads counts from the sending of its last beat, and begins nothing in the last third
 * of that time. Of two that overlap all the same, consumers know an event that they have had.
 *
 * <p>On one context only.
 */
final class RelayLead {
  /** After so long without a beat somebody else leads. */
  static final Duration LIFE = Duration.ofSeconds(15);

  /** Between two beats. */
  static final Duration BEAT = Duration.ofSeconds(3);

  /** More than the time between two beats: only a process that is alone rests for longer. */
  private static final Duration FRESH = BEAT.plus(BEAT);

  private static final Logger LOG = LoggerFactory.getLogger(RelayLead.class);

  private final PgClients clients;
  private final String schema;
  private final Clocks clocks;
  private final String lock;
  private final String token = UUID.randomUUID().toString();
  private @Nullable PgConnection session;
  private volatile boolean leading; // read by whoever asks for figures
  private final LongAdder losses = new LongAdder();
  private long beaten;
  private @Nullable Long seen;
  private long seenSince;

  RelayLead(PgClients clients, String schema, Clocks clocks) {
    this.clients = clients;
    this.schema = schema;
    this.clocks = clocks;
    this.lock = "carillon.outbox." + schema;
  }

  boolean isLeading() {
    return leading;
  }

  /** How often the lead was lost. */
  long losses() {
    return losses.sum();
  }

  /** The session of the lead; null where another process leads. */
  @Nullable PgConnection session() {
    return leading ? session : null;
  }

  /** Whether there is enough of the lease left to begin something. */
  boolean mayBegin() {
    return leading && sinceBeat() < LIFE.toNanos() * 2 / 3;
  }

  /** The session that leads, or null where another process does. One that rested beats first. */
  Future<@Nullable PgConnection> take() {
    if (!leading) {
      return connect().compose(c -> tryLead(c)).onFailure(e -> drop());
    }
    return sinceBeat() < FRESH.toNanos()
        ? Future.succeededFuture(session)
        : beat().map(v -> session);
  }

  private long sinceBeat() {
    return clocks.nanos() - beaten;
  }

  /** Says that this process leads still; it no longer does if that fails. */
  Future<Void> beat() {
    PgConnection c = session;
    if (!leading || c == null) {
      return Future.succeededFuture();
    }
    long sent = clocks.nanos();
    return OutboxRelay.bounded(c.preparedQuery(OutboxSql.BEAT).execute(Tuple.of(lock, name())))
        .<Void>map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw new IllegalStateException("Another process carries the outbox of " + schema);
              }
              beaten = sent;
              return null;
            })
        .onFailure(e -> drop());
  }

  private Future<@Nullable PgConnection> tryLead(PgConnection c) {
    return OutboxRelay.bounded(c.preparedQuery(OutboxSql.TRY_LEAD).execute(Tuple.of(lock)))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              return row.getBoolean("leads") ? lead(c) : watch(c, row.getLong("beat"));
            });
  }

  private Future<@Nullable PgConnection> lead(PgConnection c) {
    long sent = clocks.nanos();
    return OutboxRelay.bounded(
            c.preparedQuery(OutboxSql.TAKE_LEASE).execute(Tuple.of(lock, name())))
        .map(
            taken -> {
              if (session != c) {
                throw new IllegalStateException("The session of the relay ended");
              }
              beaten = sent;
              leading = true;
              seen = null;
              return c;
            });
  }

  /** Counts how long the one who leads has not been heard of. */
  private Future<@Nullable PgConnection> watch(PgConnection c, @Nullable Long beat) {
    long now = clocks.nanos();
    long last = beat == null ? -1 : beat; // releases of before do not beat
    if (seen == null || seen != last) {
      seen = last;
      seenSince = now;
      return Future.succeededFuture(null);
    }
    if (now - seenSince < LIFE.toNanos()) {
      return Future.succeededFuture(null);
    }
    seen = null;
    LOG.warn(
        "Who carries the outbox of {} has not been heard of for {} s: its session is ended",
        schema,
        LIFE.toSeconds());
    return OutboxRelay.bounded(c.preparedQuery(OutboxSql.END_LEADER).execute(Tuple.of(lock)))
        .map(rows -> null);
  }

  private String name() {
    return clients.processName() + "/" + token;
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

  /** Gives the session up, and with it the lock. */
  void drop() {
    PgConnection lost = session;
    if (lost != null) {
      forget(lost);
      lost.close().onFailure(e -> LOG.debug("A lost session did not close cleanly", e));
    }
  }

  /** Gives the lock back. */
  Future<Void> close() {
    PgConnection last = session;
    if (last == null) {
      return Future.succeededFuture();
    }
    leading = false; // given up, not lost
    forget(last);
    return last.close();
  }

  private void forget(PgConnection lost) {
    if (session != lost) {
      return;
    }
    session = null;
    if (leading) {
      leading = false;
      losses.increment();
      LOG.warn(
          "This process no longer carries the outbox of {}: it has lost its lease or its session."
              + " Events wait until it, or another process, has the lead again",
          schema);
    }
  }
}
