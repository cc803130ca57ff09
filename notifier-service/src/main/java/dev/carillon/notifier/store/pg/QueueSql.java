package dev.carillon.notifier.store.pg;

/** The statements of the queue. */
final class QueueSql {
  /** A lease lives this long without a heartbeat. */
  private static final String LEASE = "interval '10 s'";

  /** A heartbeat renews what has less than this left. */
  private static final String RENEW_BELOW = "interval '7 s'";

  static final String NEW_WORKER = "select nextval('worker_seq') as worker";

  /** $1 lock class, $2 worker. Worker ids fit an integer for two thousand million sessions. */
  static final String LOCK_WORKER = "select pg_advisory_lock($1::int, $2::int)";

  /** $1 worker, $2 chunks. One lease per attempt number. */
  static final String CLAIM =
      """
      with c as materialized (
        select seq from ready order by seq limit $2 for update skip locked
      ), d as (
        delete from ready r using c where r.seq = c.seq returning r.attempt, r.mail_ids
      ), e as materialized (
        select d.attempt, u as id from d, unnest(d.mail_ids) u
        where not exists (select from outcome o where o.mail_id = u)
      ), l as (
        insert into lease (worker, until, attempt, mail_ids, server_start)
        select $1, clock_now() + %s, attempt, array_agg(id), pg_postmaster_start_time()
        from e group by attempt
        returning lease_id, attempt
      )
      select l.lease_id, l.attempt, m.id, m.recipient, m.recipient_name, m.subject,
             m.body ->> 'text' as text, m.body ->> 'html' as html, m.message_id, m.user_id
      from l join e on e.attempt = l.attempt join mail m on m.id = e.id
      order by l.lease_id, m.id
      """
          .formatted(LEASE);

  /**
   * $1 lease, $2 worker, $3..$6 arrays: id, kind (s, d, r), delay in ms, reply; $7 last. What is
   * settled leaves the lease in the same statement, so that a mail is in one place at any time and
   * the statement may be repeated when its answer was lost.
   */
  static final String SETTLE =
      """
      with x as materialized (
        select lease_id, attempt, mail_ids from lease
        where lease_id = $1 and worker = $2 for update
      ), t as materialized (
        select x.attempt, y.id, y.kind, y.delay, left(y.reply, 500) as reply, clock_now() as at
        from x, unnest($3::uuid[], $4::text[], $5::bigint[], $6::text[]) y(id, kind, delay, reply)
        where y.id = any(x.mail_ids)
      ), o as (
        insert into outcome (mail_id, state, attempt, at, reply)
        select id, kind::"char", attempt, at, reply from t where kind in ('s', 'd')
        on conflict do nothing
      ), a as (
        insert into attempt (mail_id, n, at, outcome, reply)
        select id, attempt, at, case kind when 'd' then 'refused' else 'failed' end, reply
        from t where kind <> 's'
        on conflict do nothing
      ), q as (
        insert into deferred (mail_id, run_at, attempt, reason, last_error)
        select id, at + delay * interval '1 ms', attempt + 1, 'r', reply from t where kind = 'r'
        on conflict do nothing
      ), u as (
        update lease l
        set mail_ids = array(select m from unnest(l.mail_ids) m where m <> all($3::uuid[]))
        from x where l.lease_id = x.lease_id and not $7
      ), g as (
        delete from lease l using x where l.lease_id = x.lease_id and $7
      )
      select lease_id from x
      """;

  /** $1 leases. */
  static final String HEARTBEAT =
      """
      update lease set until = clock_now() + %s
      where lease_id = any($1) and until < clock_now() + %s
      """
          .formatted(LEASE, RENEW_BELOW);

  /**
   * $1 own workers, $2 lock class, $3 own leases. Locks did not survive a restart of the server:
   * then only expiry counts, and not before the living have had the time to renew their leases.
   */
  static final String RESCUE =
      """
      with w as materialized (
        select distinct worker from lease
        where worker <> all($1) and server_start = pg_postmaster_start_time()
      ), gone as materialized (
        select worker from w where pg_try_advisory_xact_lock($2::int, worker::int)
      ), g as (
        delete from lease l using (
          select lease_id from lease
          where lease_id <> all($3)
            and (worker in (select worker from gone)
              or (until < clock_now()
                and clock_now() > pg_postmaster_start_time() + interval '15 s'))
          for update skip locked
        ) k where l.lease_id = k.lease_id
        returning l.lease_id, l.attempt, l.mail_ids
      ), t as (
        select g.lease_id, g.attempt, u as id from g, unnest(g.mail_ids) u
        where not exists (select from outcome o where o.mail_id = u)
          and not exists (select from deferred q where q.mail_id = u)
      ), a as (
        insert into attempt (mail_id, n, at, outcome, reply)
        select id, attempt, clock_now(), 'unknown', 'the sender stopped before it knew' from t
        on conflict do nothing
      ), n as (
        select id, least(attempt + 1, 32000)::smallint as attempt,
               (row_number() over (partition by attempt order by id) - 1) / 32 as chunk
        from t
      ), i as (
        insert into ready (attempt, mail_ids)
        select attempt, array_agg(id) from n group by attempt, chunk
      )
      select count(*)::int as n from t
      """;

  static final String PROMOTE =
      """
      with c as materialized (
        select mail_id from deferred where run_at <= clock_now()
        order by run_at limit 2000 for update skip locked
      ), p as (
        delete from deferred q using c where q.mail_id = c.mail_id returning q.mail_id, q.attempt
      ), n as (
        select mail_id, attempt,
               (row_number() over (partition by attempt order by mail_id) - 1) / 32 as chunk
        from p
      ), i as (
        insert into ready (attempt, mail_ids)
        select attempt, array_agg(mail_id) from n group by attempt, chunk
      )
      select count(*)::int as n from p
      """;

  private QueueSql() {}
}
