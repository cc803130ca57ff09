package dev.carillon.notifier.store.pg;

import dev.carillon.bus.Call;
import dev.carillon.contract.broadcasts.BroadcastRun;
import dev.carillon.contract.broadcasts.Broadcasts;
import dev.carillon.contract.broadcasts.FiredBroadcast;
import dev.carillon.contract.broadcasts.RunBroadcast;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.broadcast.BroadcastStore;
import dev.carillon.store.pg.PgFailures;
import dev.carillon.store.pg.idempotency.Idempotency;
import dev.carillon.store.pg.idempotency.Write;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Broadcast schedules on PostgreSQL. */
final class PgBroadcastStore implements BroadcastStore {
  /**
   * Of the slots that were missed only the latest fires (misfire {@code skip}); the key of {@code
   * broadcast_tick} makes a second firing of the same slot impossible.
   */
  private static final String FIRE_DUE =
      """
      with due as materialized (
        select name, topic, payload, every_millis * interval '1 ms' as every,
               next_at + floor(extract(epoch from clock_now() - next_at) * 1000 / every_millis)
                 * every_millis * interval '1 ms' as fire_at
        from broadcast
        where enabled and every_millis is not null and next_at <= clock_now()
        order by next_at limit 16 for update skip locked
      ), n as (
        update broadcast b set next_at = due.fire_at + due.every from due where b.name = due.name
      ), t as (
        insert into broadcast_tick (name, fire_at, at)
        select name, fire_at, clock_now() from due
        on conflict do nothing returning name, fire_at
      ), o as (
        insert into outbox (id, subject, type, at, payload)
        select gen_random_uuid(), 'broadcast:' || due.name, 'broadcast.fired.v1', t.fire_at,
               jsonb_build_object('name', due.name, 'topic', due.topic, 'payload', due.payload,
                 'fireAt', t.fire_at)
        from t join due using (name)
      )
      select count(*)::int as n from t
      """;

  /** $1 name. The key of the tick is its time to the microsecond. */
  private static final String RUN =
      """
      with t as (
        insert into broadcast_tick (name, fire_at, at)
        select b.name, now, now from broadcast b, clock_now() now where b.name = $1
        returning name, fire_at
      ), o as (
        insert into outbox (id, subject, type, at, payload)
        select gen_random_uuid(), 'broadcast:' || b.name, 'broadcast.fired.v1', t.fire_at,
               jsonb_build_object('name', b.name, 'topic', b.topic, 'payload', b.payload,
                 'fireAt', t.fire_at)
        from t join broadcast b using (name)
      )
      select name, fire_at from t
      """;

  private static final int LIMIT_SECONDS = 6;
  private static final PgFailures FAILURES = new PgFailures(Map.of());

  private final SqlClient client;
  private final Idempotency idempotency;

  /**
   * Uses clients that somebody else closes.
   *
   * @param client for the schedule
   * @param requests for what is asked for from outside
   */
  PgBroadcastStore(SqlClient client, Pool requests) {
    this.client = client;
    this.idempotency = new Idempotency(requests);
  }

  @Override
  public Future<FiredBroadcast> run(Call call, RunBroadcast request) {
    Write<BroadcastRun> write =
        Write.of(call, Broadcasts.RUN, request, BroadcastRun.class, fired -> null);
    return idempotency
        .once(write, on -> run(on, request.name()))
        .map(once -> new FiredBroadcast(once.value(), once.replayed()));
  }

  private static Future<BroadcastRun> run(SqlClient on, String name) {
    return FAILURES
        .translate(on.preparedQuery(RUN).execute(Tuple.of(name)))
        .map(
            rows -> {
              if (!rows.iterator().hasNext()) {
                throw Failure.notFound("broadcast", name);
              }
              return new BroadcastRun(
                  name, rows.iterator().next().getOffsetDateTime("fire_at").toInstant());
            });
  }

  @Override
  public Future<Integer> fireDue() {
    return client
        .preparedQuery(FIRE_DUE)
        .execute()
        .timeout(LIMIT_SECONDS, TimeUnit.SECONDS)
        .map(rows -> rows.iterator().next().getInteger("n"));
  }
}
