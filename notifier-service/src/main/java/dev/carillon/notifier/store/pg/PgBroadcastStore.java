package dev.carillon.notifier.store.pg;

import dev.carillon.notifier.broadcast.BroadcastStore;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
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

  private static final int LIMIT_SECONDS = 6;

  private final SqlClient client;

  /** Uses a client that somebody else closes. */
  PgBroadcastStore(SqlClient client) {
    this.client = client;
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
