package dev.carillon.store.pg;

import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
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
 * <p>An event that cannot be read, that a consumer refuses for good or cannot take for a fault of
 * its own ten times, is parked and said so; the events after it go on. One that cannot be delivered
 * at the moment waits, longer each time, and with it the later ones of its subject; those of others
 * go on. One that must arrive is never parked.
 */
public final class OutboxRelay {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final int BATCH = 100;
  private static final LongSupplier REST = Loop.jittered(Duration.ofMillis(60), 0.33);
  private static final long REST_WITHOUT_LEAD_MILLIS = 500;
  private static final Duration GATHERING = Duration.ofMillis(10);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(10);

  private final PgClients clients;
  private final String schema;
  private final Consumers<?> consumers;
  private final Timers timers;
  private final MeterRegistry registry;
  private final Loop loop;
  private final AtomicBoolean wakeComing = new AtomicBoolean();
  private @Nullable PgConnection session;
  private boolean leading;

  /** A relay for {@code schema}; begins with {@link #start}. */
  public OutboxRelay(
      Vertx vertx,
      Timers timers,
      PgClients clients,
      String schema,
      Consumers<?> consumers,
      MeterRegistry registry) {
    this.registry = registry;
    this.clients = clients;
    this.schema = schema;
    this.consumers = consumers;
    this.timers = timers;
    this.loop =
        new Loop(
            "outbox relay " + schema,
            vertx,
            timers,
            () -> leading ? REST.getAsLong() : REST_WITHOUT_LEAD_MILLIS,
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
                        .compose(
                            rows ->
                                new OutboxPass<>(connection, schema, consumers, registry)
                                    .carry(rows))
                        .map(passed -> passed.allWell() && passed.events() == BATCH))
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

  static <T> Future<T> bounded(Future<T> step) {
    return step.timeout(STEP_LIMIT.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }
}
