package dev.carillon.store.pg.outbox;

import dev.carillon.async.loop.Alone;
import dev.carillon.async.loop.Loop;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Timers;
import dev.carillon.store.pg.PgClients;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Carries events from a schema's outbox to their consumers: at least once, in order per subject,
 * the row deleted only after every durable consumer has acknowledged. One relay per schema works at
 * a time: the one whose session holds the schema's advisory lock; the others stand by and take over
 * when that session ends, or when its process is not heard of any more. There is no position that
 * could skip a late commit: the oldest rows are read again each time.
 *
 * <p>An event that cannot be read, that a consumer refuses for good or cannot take for a fault of
 * its own ten times, is parked and said so; the events after it go on. One that cannot be delivered
 * at the moment waits, longer each time, and with it the later ones of its subject; those of others
 * go on. One that must arrive is never parked.
 */
public final class OutboxRelay {
  /** More than that are as many as can be looked at every few seconds. */
  private static final int MOST_COUNTED = 10_000;

  private static final LongSupplier REST = Loop.jittered(Duration.ofMillis(60), 0.33);

  /** Whoever leaves one tells it, and while one is to be tried again it is looked for sooner. */
  private static final LongSupplier REST_ALONE = Loop.jittered(Duration.ofSeconds(6), 0.33);

  private static final long REST_WITHOUT_LEAD_MILLIS = 500;

  /** Events of this process are told of at once; those of others are found by looking. */
  private static final Duration LONGEST_REST = Duration.ofSeconds(1);

  /** As late as an event that waits may be tried again by a process that is alone. */
  private static final Duration OFTEN = Duration.ofMillis(500);

  private static final Duration COUNTED = Duration.ofSeconds(3);

  private static final Duration GATHERING = Duration.ofMillis(10);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(10);

  private final String schema;
  private final Consumers<?> consumers;
  private final Timers timers;
  private final OutboxMeters meters;
  private final RelayLead lead;
  private final Loop loop;
  private final Loop beats;
  private final Loop counts;
  private final AtomicBoolean wakeComing = new AtomicBoolean();

  /** Events may be there that nobody tells of: until a count says that there is none. */
  private volatile boolean someWait = true;

  /** A relay for {@code schema}; begins with {@link #start}. */
  public OutboxRelay(
      Vertx vertx,
      Timers timers,
      Clocks clocks,
      PgClients clients,
      String schema,
      Consumers<?> consumers,
      MeterRegistry registry) {
    this.schema = schema;
    this.lead = new RelayLead(clients, schema, clocks);
    this.meters = new OutboxMeters(registry, schema, lead);
    this.consumers = consumers;
    this.timers = timers;
    boolean alone = Alone.of(vertx).isDeclared();
    this.loop =
        new Loop("outbox relay " + schema, vertx, timers, () -> rest(alone), this::runOnce)
            .easing(LONGEST_REST, Alone.REST, this::untilSomeWait);
    this.beats = beside(vertx, "leadership of the outbox of ", RelayLead.BEAT, lead::beat);
    this.counts = beside(vertx, "figures of the outbox of ", COUNTED, this::count);
  }

  private Loop beside(Vertx vertx, String what, Duration rest, Supplier<Future<Void>> pass) {
    return new Loop(what + schema, vertx, timers, rest::toMillis, () -> pass.get().map(false))
        .easing(Duration.ZERO, Alone.REST);
  }

  /** Begins to carry. */
  public void start() {
    loop.start();
    beats.start();
    counts.start();
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
    return loop.stop()
        .compose(v -> beats.stop())
        .compose(v -> counts.stop())
        .compose(v -> lead.close())
        .onComplete(r -> meters.close());
  }

  /** One run: true if more is likely. */
  Future<Boolean> runOnce() {
    return lead.take()
        .compose(
            connection ->
                connection == null
                    ? Future.succeededFuture(false)
                    : new ReadAhead(connection, lead::mayBegin, rows -> carry(connection, rows))
                        .run())
        .onFailure(e -> lead.drop());
  }

  private Future<Boolean> carry(PgConnection connection, List<DueEvent> events) {
    loop.stir();
    OutboxPass<?> pass = new OutboxPass<>(connection, schema, consumers, lead::mayBegin, meters);
    return pass.carry(events)
        .onComplete(
            r -> {
              if (r.failed() || pass.gone() < events.size()) {
                someWait = true;
              }
            });
  }

  private Future<Duration> untilSomeWait() {
    return Future.succeededFuture(someWait ? OFTEN : Alone.REST);
  }

  private long rest(boolean alone) {
    if (!lead.isLeading()) {
      return REST_WITHOUT_LEAD_MILLIS;
    }
    return (alone && !someWait ? REST_ALONE : REST).getAsLong();
  }

  /** For the gauges; nobody else's work waits for it. */
  private Future<Void> count() {
    PgConnection session = lead.session();
    if (session == null) {
      meters.isElsewhere();
      return Future.succeededFuture();
    }
    return bounded(session.preparedQuery(OutboxSql.WAITING).execute(Tuple.of(MOST_COUNTED)))
        .map(
            rows -> {
              long waiting = meters.counted(rows.iterator().next());
              if (waiting == 0) {
                someWait = false; // what is put off later is told by a later answer of the session
              }
              return null;
            });
  }

  static <T> Future<T> bounded(Future<T> step) {
    return Timers.within(step, STEP_LIMIT);
  }
}
