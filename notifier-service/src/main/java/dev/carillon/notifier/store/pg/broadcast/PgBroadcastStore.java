package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.async.trace.Traces;
import dev.carillon.contract.IfMatch;
import dev.carillon.contract.broadcasts.Broadcast;
import dev.carillon.contract.broadcasts.BroadcastPage;
import dev.carillon.contract.broadcasts.BroadcastRun;
import dev.carillon.contract.broadcasts.BroadcastSpec;
import dev.carillon.contract.broadcasts.DeleteBroadcast;
import dev.carillon.contract.broadcasts.FiredBroadcast;
import dev.carillon.contract.broadcasts.GetBroadcast;
import dev.carillon.contract.broadcasts.ListBroadcasts;
import dev.carillon.contract.broadcasts.ListTicks;
import dev.carillon.contract.broadcasts.Misfire;
import dev.carillon.contract.broadcasts.PutBroadcast;
import dev.carillon.contract.broadcasts.RunBroadcast;
import dev.carillon.contract.broadcasts.TickPage;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.notifier.domain.broadcast.BroadcastStore;
import dev.carillon.notifier.domain.broadcast.BuiltIn;
import dev.carillon.notifier.domain.broadcast.Schedule;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.notifier.store.pg.RepeatableWrites;
import dev.carillon.request.Actor;
import dev.carillon.request.IdempotencyKey;
import dev.carillon.store.pg.Paged;
import dev.carillon.store.pg.PgFailures;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Broadcast schedules on PostgreSQL. */
public final class PgBroadcastStore implements BroadcastStore {
  private static final Duration DEFAULT_MAX_AGE = Duration.ofDays(1);
  private final DueBroadcasts due;
  private final BroadcastHistory history;
  private final GuardedClient<Pool> controls;
  private final RepeatableWrites writes;

  /**
   * Uses connections that somebody else closes.
   *
   * @param schedule for what is fired by the clock
   * @param controls for what is asked for from outside
   */
  public PgBroadcastStore(Pool schedule, GuardedClient<Pool> controls) {
    this.due = new DueBroadcasts(schedule);
    this.controls = controls;
    this.history = new BroadcastHistory(controls);
    this.writes = new RepeatableWrites(controls);
  }

  @Override
  public Future<FiredBroadcast> run(RunBroadcast request, Actor by, @Nullable IdempotencyKey key) {
    return writes
        .once(key, BroadcastRun.class, on -> run(on, request.name(), by))
        .map(once -> new FiredBroadcast(once.answer(), once.replayed()));
  }

  private static Future<BroadcastRun> run(SqlClient on, String name, Actor by) {
    Tuple values = Tuple.of(name, Traces.traceparent(), by.principal());
    return first(on, BroadcastSql.RUN, name, values)
        .map(row -> new BroadcastRun(name, BroadcastRows.time(row, "fire_at")));
  }

  @Override
  public Future<Integer> fireDue(Runnable fired) {
    return due.fire(fired);
  }

  @Override
  public Future<Duration> untilDue() {
    return due.until();
  }

  @Override
  public Future<Broadcast> put(PutBroadcast request, Actor by) {
    BroadcastSpec spec = request.spec();
    String zone = spec.zone() == null ? "UTC" : spec.zone();
    Schedule times = Schedule.of(spec.every(), spec.cron(), zone);
    return controls.use(
        pool ->
            pool.withTransaction(
                tx ->
                    PgFailures.PLAIN
                        .run(tx, BroadcastSql.FOR_UPDATE, Tuple.of(request.name()))
                        .map(rows -> allowed(request, rows.iterator().next()))
                        .map(before -> nextAt(before, spec, zone, times))
                        .map(next -> values(request.name(), spec, zone, next, by))
                        .compose(values -> PgFailures.PLAIN.run(tx, BroadcastSql.PUT.sql(), values))
                        .map(rows -> BroadcastRows.broadcast(rows.iterator().next(), 1))));
  }

  /** The schedule as it is, if the request's conditions let it be replaced. PRECONDITION. */
  private static Row allowed(PutBroadcast request, Row before) {
    Long version = before.getLong("version");
    check(request.ifMatch(), version);
    if (request.onlyNew() && version != null) {
      throw Failure.of(FailureCode.PRECONDITION, "There is a broadcast of this name");
    }
    return before;
  }

  /** Times that were not changed go on as they are. */
  private static Instant nextAt(Row before, BroadcastSpec spec, String zone, Schedule times) {
    boolean same =
        before.getString("name") != null
            && before.getBoolean("enabled")
            && zone.equals(before.getString("zone"))
            && Objects.equals(spec.every(), BroadcastRows.every(before))
            && Objects.equals(spec.cron(), before.getString("cron"));
    Instant now = BroadcastRows.time(before, "now");
    return same
        ? BroadcastRows.time(before, "next_at")
        : times.after(now).orElseThrow(() -> Failure.invalid("/cron", "never comes"));
  }

  private static Tuple values(
      String name, BroadcastSpec spec, String zone, Instant next, Actor by) {
    Misfire misfire = spec.misfire() == null ? Misfire.SKIP : spec.misfire();
    Duration maxAge = spec.maxAge() == null ? DEFAULT_MAX_AGE : spec.maxAge();
    return BroadcastSql.PUT
        .values()
        .set("name", name)
        .set("topic", spec.topic())
        .set("payload", Json.text(spec.payload()))
        .set("everyMillis", spec.every() == null ? null : spec.every().toMillis())
        .set("cron", spec.cron())
        .set("zone", zone)
        .set("misfire", misfire.name().toLowerCase(Locale.ROOT))
        .set("maxAgeMillis", maxAge.toMillis())
        .set("enabled", !Boolean.FALSE.equals(spec.enabled()))
        .set("nextAt", BroadcastRows.offset(next))
        .set("changedBy", by.principal())
        .tuple();
  }

  private static void check(@Nullable IfMatch ifMatch, @Nullable Long version) {
    if (ifMatch != null && (version == null || !ifMatch.allows(version))) {
      throw Failure.of(
          FailureCode.PRECONDITION, "The broadcast has another version, or there is none");
    }
  }

  @Override
  public Future<Broadcast> get(GetBroadcast request) {
    return controls
        .use(pool -> first(pool, BroadcastSql.GET, request.name()))
        .map(row -> BroadcastRows.broadcast(row, request.next()));
  }

  @Override
  public Future<BroadcastPage> list(ListBroadcasts request) {
    int limit = request.page().limit();
    String after = request.page().cursor() == null ? "" : request.page().cursor();
    return controls
        .run(BroadcastSql.LIST, Tuple.of(after, limit + 1))
        .map(
            rows -> {
              Paged<Broadcast> page =
                  Paged.of(
                      rows,
                      limit,
                      row -> BroadcastRows.broadcast(row, 1),
                      row -> row.getString("name"));
              return new BroadcastPage(page.items(), page.next());
            });
  }

  @Override
  public Future<Void> delete(DeleteBroadcast request) {
    return controls.use(
        pool ->
            pool.withTransaction(
                tx ->
                    PgFailures.PLAIN
                        .run(tx, BroadcastSql.FOR_UPDATE, Tuple.of(request.name()))
                        .compose(
                            rows -> {
                              Row before = rows.iterator().next();
                              if (before.getString("name") == null) {
                                throw Failure.notFound("broadcast", request.name());
                              }
                              check(request.ifMatch(), before.getLong("version"));
                              BuiltIn.refuseDeletion(request.name());
                              return PgFailures.PLAIN.run(
                                  tx, BroadcastSql.DELETE, Tuple.of(request.name()));
                            })
                        .mapEmpty()));
  }

  @Override
  public Future<TickPage> ticks(ListTicks request) {
    return history.ticks(request);
  }

  private static Future<Row> first(SqlClient on, String sql, String name) {
    return first(on, sql, name, Tuple.of(name));
  }

  private static Future<Row> first(SqlClient on, String sql, String name, Tuple values) {
    return PgFailures.PLAIN
        .run(on, sql, values)
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("broadcast", name);
              }
              return rows.iterator().next();
            });
  }
}
