package dev.carillon.notifier.store.pg.mail;

import dev.carillon.notifier.store.pg.queue.Leases;

/** The statements that store mail. */
final class AcceptSql {
  /** Mails of one commit go into the queue in chunks of at most this many. */
  private static final int CHUNK = 32;

  /**
   * $1..$14 arrays: id, recipient, name, user, subject, body, message id, expires at, lane,
   * template, topic, critical, zone, hold unknown; and further $15 send at, $16 delay in ms, $17
   * dedup key. Gives what is stored; what is missing has a key that another mail has.
   */
  static final String ACCEPT =
      """
      with t as materialized (
        select clock_now() as now
      ), x as materialized (
        select x.*, t.now,
               greatest(coalesce(x.send_at, t.now + x.delay * interval '1 ms'), t.now) as run_at
        from t,
          unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[],
            $7::text[], $8::timestamptz[], $9::smallint[], $10::text[], $11::text[],
            $12::boolean[], $13::text[], $14::boolean[], $15::timestamptz[], $16::bigint[],
            $17::text[])
          x(id, recipient, name, user_id, subject, body, message_id, expires_at, lane, template,
            topic, critical, zone, hold_unknown, send_at, delay, dedup_key)
      ), k as (
        insert into dedup (key, mail_id, at)
        select dedup_key, id, now from x where dedup_key is not null
        order by dedup_key -- in one order everywhere: two commits wait for, not against, each other
        on conflict do nothing returning mail_id
      ), y as materialized (
        select x.*, coalesce(x.run_at > x.now, false) as later from x
        where dedup_key is null or id in (select mail_id from k)
      ), m as (
        insert into mail (id, recipient, recipient_name, user_id, subject, body, message_id,
          accepted_at, expires_at, lane, template, topic, critical, zone, hold_unknown)
        select id, recipient, name, user_id, subject, body, message_id,
               now, expires_at, lane, template, topic, critical, zone, hold_unknown
        from y
      ), a as (
        insert into accept_batch (n, at) select count(*), clock_now() from y having count(*) > 0
      ), d as (
        insert into deferred (mail_id, run_at, lane, reason)
        select id, least(run_at, expires_at), lane, 's' from y where later
      ), n as (
        select id, lane, (row_number() over (partition by lane order by id) - 1) / %d as chunk
        from y where not later
      ), r as (
        insert into ready (lane, mail_ids)
        select lane, array_agg(id order by id) from n group by lane, chunk order by lane, chunk
      )
      select id, later, coalesce(run_at, now) as eta from y
      """
          .formatted(CHUNK);

  /**
   * $1..$14 as above, $15 the worker who gets them at once: mails that need not wait and have no
   * key. One row for each lease, the most urgent first, with those of all its mails that may not go
   * out; nothing, and nothing is stored, while everything is paused. What is unnested where it is
   * selected passes through no tuple store.
   */
  static final String LEASE =
      """
      with t as materialized (
        select clock_now() as now where not exists (select from pause where template = '')
      ), m as (
        insert into mail (id, recipient, recipient_name, user_id, subject, body, message_id,
          accepted_at, expires_at, lane, template, topic, critical, zone, hold_unknown)
        select id, recipient, name, user_id, subject, body, message_id,
               now, expires_at, lane, template, topic, critical, zone, hold_unknown
        from t, (
          select unnest($1::uuid[]) as id, unnest($2::text[]) as recipient,
                 unnest($3::text[]) as name, unnest($4::uuid[]) as user_id,
                 unnest($5::text[]) as subject, unnest($6::text[]) as body,
                 unnest($7::text[]) as message_id, unnest($8::timestamptz[]) as expires_at,
                 unnest($9::smallint[]) as lane, unnest($10::text[]) as template,
                 unnest($11::text[]) as topic, unnest($12::boolean[]) as critical,
                 unnest($13::text[]) as zone, unnest($14::boolean[]) as hold_unknown) x
      ), a as (
        insert into accept_batch (n, at) select cardinality($1), now from t
      ), l as (
        insert into lease (worker, until, lane, attempt, mail_ids, server_start)
        select $15::bigint, t.now + %s, lane, 1, array_agg(id), pg_postmaster_start_time()
        from t, unnest($1, $9) y(id, lane) group by t.now, lane
        returning lease_id, lane
      ), v as (
        select array_agg(id) as ids, array_agg(verdict) as verdicts
        from (
          select y.id, %s as verdict
          from t, unnest($1, $2, $8, $10, $11, $12)
            y(id, recipient, expires_at, template, topic, critical)
          offset 0) z -- asked once for each mail: what goes out counts
        where verdict <> 'SEND'
      )
      select l.lease_id, l.lane, t.now, v.ids, v.verdicts from t, l, v order by l.lane
      """
          .formatted(Leases.LIFE, Leases.verdict("y", "t.now"));

  /**
   * $1 key, $2 mail, $3 kind, $4 the sender's key, $5 recipient. Whoever comes second waits here
   * until the first has committed.
   */
  static final String OPEN_WINDOW =
      """
      insert into merge_window (key, mail_id, since, kind, name, recipient)
      values ($1, $2, clock_now(), $3, $4, $5)
      on conflict (key) do update set key = excluded.key
      returning mail_id, since, closes_at, items, mails, clock_now() as now
      """;

  /** $1 the mail that waits, $2 the one that takes its place. Nothing if it waits no more. */
  static final String MERGE =
      """
      with d as (
        delete from deferred where mail_id = $1 and reason = 's' returning mail_id, attempt
      ), o as (
        insert into outcome (mail_id, state, attempt, at, merged_into)
        select mail_id, 'm', attempt, clock_now(), $2 from d
      )
      select mail_id from d
      """;

  /** $1 key, $2 mail, $3 since, $4 when it closes, $5 what is in it, $6 how many, $7 kind. */
  static final String MOVE_WINDOW =
      """
      update merge_window set mail_id = $2, since = $3, closes_at = $4, items = $5, mails = $6,
        kind = $7
      where key = $1
      """;

  /** $1 source, $2 event. */
  static final String NOTE_EVENT =
      "insert into inbox_event (source, event_id, at) values ($1, $2, clock_now())"
          + " on conflict do nothing";

  /** $1 the most of each. Keys are kept for 30 days, windows for 2 after the longest delay. */
  static final String FORGET =
      """
      with k as (
        delete from dedup where key in (
          select key from dedup where at < clock_now() - interval '30 days' order by at limit $1)
      )
      delete from merge_window where key in (
        select b.key from merge_window b
        where not exists (select from deferred d where d.mail_id = b.mail_id)
          and coalesce(b.closes_at, b.since) < clock_now() - interval '2 days'
        limit $1)
      """;

  private AcceptSql() {}
}
