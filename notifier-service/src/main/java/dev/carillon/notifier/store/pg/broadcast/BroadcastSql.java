package dev.carillon.notifier.store.pg.broadcast;

import dev.carillon.notifier.store.pg.NamedStatement;

/**
 * The statements of broadcasts. Their moments, those of ticks too, are on the clock of schedules;
 * only when a tick was written is on the other.
 */
final class BroadcastSql {
  private static final String COLUMNS =
      """
      name, topic, payload::text as payload, every_millis, cron, zone, misfire, max_age_millis,
      enabled, version, changed_by, changed_at, next_at
      """;

  /** In seconds, at most an hour. */
  static final String UNTIL =
      """
      select least(3600, extract(epoch from (select min(next_at) from broadcast where enabled))
          - extract(epoch from schedule_now()))::float8 as seconds
      """;

  /** Locks nothing: {@link #FIRE} looks whether it still is so. */
  static final String DUE =
      "select "
          + COLUMNS
          + """
          , passed_at, schedule_now() as now
          from broadcast where enabled and next_at <= schedule_now()
          order by next_at limit 16
          """;

  /**
   * $1 name, $2 next, $3 ticks; $4 version, $5 next and $6 passed as they were when that was
   * decided: if they are others, another process has fired it, or somebody has changed it, and
   * nothing happens; nor while somebody is about to do so, for whom the others do not wait. The key
   * of the tick makes a second firing impossible all the same.
   */
  static final String FIRE =
      """
      with due as (
        update broadcast set next_at = $2, passed_at = null
        where name = (
          select name from broadcast
          where name = $1 and version = $4 and next_at = $5 and passed_at is not distinct from $6
          for update skip locked)
        returning name, topic, payload
      ), ticks as (
        insert into broadcast_tick (name, fire_at, at, said, ahead)
        select name, fire_at, clock_now(), beginning_of(payload), nullif(shift, interval '0')
        from due, schedule_shift, unnest($3::timestamptz[]) given(fire_at)
        on conflict do nothing returning name, fire_at
      ), events as (
        insert into outbox (id, subject, type, at, payload)
        select gen_random_uuid(), 'broadcast:' || due.name, 'broadcast.fired.v1', ticks.fire_at,
               jsonb_build_object('name', due.name, 'topic', due.topic, 'payload', due.payload,
                 'fireAt', ticks.fire_at)
        from ticks join due using (name) order by ticks.fire_at
      )
      select count(*)::int as fired from ticks
      """;

  /**
   * $1 name, $2 the span that it came with, $3 who asks. The key of the tick is its time to the
   * microsecond.
   */
  static final String RUN =
      """
      with tick as (
        insert into broadcast_tick (name, fire_at, at, manual, actor, said, ahead)
        select name, now + shift, now, true, $3, beginning_of(payload), nullif(shift, interval '0')
        from broadcast, clock_now() now, schedule_shift where name = $1
        returning name, fire_at
      ), event as (
        insert into outbox (id, subject, type, at, payload, traceparent)
        select gen_random_uuid(), 'broadcast:' || b.name, 'broadcast.fired.v1', tick.fire_at,
               jsonb_build_object('name', b.name, 'topic', b.topic, 'payload', b.payload,
                 'fireAt', tick.fire_at), $2
        from tick join broadcast b using (name)
      )
      select name, fire_at from tick
      """;

  /** $1 name. One row, of which all but the time is null if there is none. */
  static final String FOR_UPDATE =
      "select clock.now, known.* from (select schedule_now() as now) clock left join lateral (select "
          + COLUMNS
          + " from broadcast where name = $1 for update) known on true";

  static final NamedStatement PUT =
      NamedStatement.of(
          """
          insert into broadcast as known (name, topic, payload, every_millis, cron, zone, misfire,
            max_age_millis, enabled, next_at, changed_by, changed_at, version)
          values (#{name}, #{topic}, #{payload}::text::jsonb, #{everyMillis}, #{cron}, #{zone},
            #{misfire}, #{maxAgeMillis}, #{enabled}, #{nextAt}, #{changedBy}, clock_now(),
            coalesce((select retired.version from retired_version retired
              where retired.kind = 'broadcast' and retired.name = #{name}), 0) + 1)
          on conflict (name) do update set topic = excluded.topic, payload = excluded.payload,
            every_millis = excluded.every_millis, cron = excluded.cron, zone = excluded.zone,
            misfire = excluded.misfire, max_age_millis = excluded.max_age_millis,
            enabled = excluded.enabled, next_at = excluded.next_at,
            passed_at = case when known.next_at = excluded.next_at then known.passed_at end,
            changed_by = excluded.changed_by, changed_at = excluded.changed_at,
            version = known.version + 1
          returning\s"""
              + COLUMNS);

  /** $1 name. */
  static final String GET = "select " + COLUMNS + " from broadcast where name = $1";

  /** $1 after, $2 limit. */
  static final String LIST =
      "select " + COLUMNS + " from broadcast where name > $1 order by name limit $2";

  /** $1 name. Its version is kept: one that is made again goes on from there. */
  static final String DELETE =
      """
      with deleted as (
        delete from broadcast where name = $1 returning name, version
      )
      insert into retired_version (kind, name, version)
      select 'broadcast', name, version from deleted
      on conflict (kind, name) do update set version = excluded.version
      """;

  /** $1 name. One that was deleted is known as long as it has a history. */
  static final String IS_KNOWN =
      """
      select exists (select from broadcast where name = $1)
        or exists (select from broadcast_tick where name = $1) as known
      """;

  /** $1 name, $2 before, $3 limit. */
  static final String TICKS =
      """
      select fire_at, at, manual, actor, said, extract(epoch from ahead)::bigint as ahead
      from broadcast_tick where name = $1 and fire_at < $2
      order by fire_at desc limit $3
      """;

  private BroadcastSql() {}
}
