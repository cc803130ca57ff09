package dev.carillon.notifier.store.pg.queue;

/** The statements of the queue. */
final class QueueSql {
  /** A heartbeat renews what has less than this left. */
  private static final String RENEW_BELOW = "interval '7 s'";

  /** After a restart of the server the living have taken their leases over by then. */
  private static final String SETTLED_DOWN = "interval '2 s'";

  static final String NEW_WORKER = "select nextval('worker_seq') as worker";

  /** $1 lock class, $2 worker. Worker ids fit an integer for two thousand million sessions. */
  static final String LOCK_WORKER = "select pg_advisory_lock($1::int, $2::int)";

  /**
   * $1 worker, $2 chunks. One lease per lane and attempt number. Outcomes are looked up one by one:
   * an anti-join is planned while the table is empty, and then reads all of it for ever.
   */
  static final String CLAIM =
      """
      with t as materialized (
        select clock_now() as now
      ), c as materialized (
        select lane, seq from ready where not exists (select from pause where template = '')
        order by lane, seq limit $2 for update skip locked
      ), d as (
        delete from ready r using c where r.lane = c.lane and r.seq = c.seq
        returning r.lane, r.attempt, r.mail_ids
      ), e as materialized (
        select d.lane, d.attempt, u as id from d, unnest(d.mail_ids) u
        where (select o.mail_id from outcome o where o.mail_id = u) is null
      ), l as (
        insert into lease (worker, until, lane, attempt, mail_ids, server_start)
        select $1, (select now from t) + %s, lane, attempt, array_agg(id), pg_postmaster_start_time()
        from e group by lane, attempt
        returning lease_id, lane, attempt
      )
      select l.lease_id, l.lane, l.attempt, m.id, m.recipient, m.recipient_name, m.subject,
             m.body, m.message_id, m.accepted_at,
             m.template, m.topic, m.critical, m.zone, m.hold_unknown,
             (select now from t) as taken_at,
             %s as verdict
      from l join e on e.lane = l.lane and e.attempt = l.attempt join mail m on m.id = e.id
      """
          .formatted(Leases.LIFE, Leases.verdict("m", "(select now from t)"));

  /**
   * $1 leases, $2 worker or null, $3 lock class. A lease goes over to the worker only if the lock
   * is really held: a session that has just ended without being missed yet would give it away.
   */
  static final String HEARTBEAT =
      """
      with w as materialized (
        select $2::bigint as worker
        where exists (
          select from lease where lease_id = any($1)
            and (worker <> $2 or server_start <> pg_postmaster_start_time()))
          and exists (
            select from pg_locks where locktype = 'advisory' and granted
              and classid = $3::int::oid and objid = $2::int::oid)
      )
      , u as (
        update lease l set until = clock_now() + %s,
          worker = coalesce((select worker from w), l.worker),
          server_start = case when exists (select from w) then pg_postmaster_start_time()
            else l.server_start end
        where lease_id = any($1)
          and (until < clock_now() + %s or exists (select from w))
      )
      select lease_id from lease where lease_id = any($1)
      """
          .formatted(Leases.LIFE, RENEW_BELOW);

  /**
   * $1 own workers, $2 lock class, $3 own leases, $4 hold. Locks did not survive a restart of the
   * server. After one, a lease of before belongs to nobody when whoever asks has had a session
   * again for so long that the living, who look every tenth of a second, have taken theirs over; or
   * when it has expired.
   */
  static final String RESCUE =
      """
      with y as materialized (
        select clock_now() as now
      ), w as materialized (
        select distinct worker from lease
        where worker <> all($1) and server_start = pg_postmaster_start_time()
      ), gone as materialized (
        select worker from w where pg_try_advisory_xact_lock($2::int, worker::int)
      ), b as materialized (
        select min(a.backend_start) as since
        from pg_locks k join pg_stat_activity a on a.pid = k.pid
        where k.locktype = 'advisory' and k.granted and k.classid = $2::int::oid
          and k.objid::bigint = any($1)
          and exists (select from lease where server_start < pg_postmaster_start_time())
      ), g as (
        delete from lease l using (
          select lease_id from lease
          where lease_id <> all($3)
            and (worker in (select worker from gone)
              or (server_start < pg_postmaster_start_time()
                and (select since from b) < clock_timestamp() - %s)
              or (until < (select now from y)
                and (select now from y) > pg_postmaster_start_time() + interval '15 s'))
          for update skip locked
        ) k where l.lease_id = k.lease_id
        returning l.lease_id, l.lane, l.attempt, l.mail_ids
      ), t as (
        select g.lease_id, g.lane, g.attempt, u as id,
               $4 or (select m.hold_unknown from mail m where m.id = u) as hold
        from g, unnest(g.mail_ids) u
        where (select o.mail_id from outcome o where o.mail_id = u) is null
          and (select q.mail_id from deferred q where q.mail_id = u) is null
      ), a as (
        insert into attempt (mail_id, n, at, outcome, reply)
        select id, attempt, (select now from y), 'unknown', 'the sender stopped before it knew' from t
        on conflict do nothing
      ), o as (
        insert into outcome (mail_id, state, attempt, at, reply)
        select id, 'u', attempt, (select now from y), 'the sender stopped before it knew' from t where hold
        on conflict do nothing
      ), n as (
        select id, lane, least(attempt + 1, 32000)::smallint as attempt,
               (row_number() over (partition by lane, attempt order by id) - 1) / 32 as chunk
        from t where not hold
      ), i as (
        insert into ready (lane, attempt, mail_ids)
        select lane, attempt, array_agg(id) from n group by lane, attempt, chunk
      )
      select id, hold from t
      """
          .formatted(SETTLED_DOWN);

  static final String PROMOTE =
      """
      with c as materialized (
        select mail_id from deferred where run_at <= (select clock_now())
        order by run_at limit 2000 for update skip locked
      ), p as (
        delete from deferred q using c where q.mail_id = c.mail_id
        returning q.mail_id, q.lane, q.attempt
      ), n as (
        select mail_id, lane, attempt,
               (row_number() over (partition by lane, attempt order by mail_id) - 1) / 32 as chunk
        from p
      ), i as (
        insert into ready (lane, attempt, mail_ids)
        select lane, attempt, array_agg(mail_id) from n group by lane, attempt, chunk
      )
      select mail_id as id, false as hold from p
      """;

  private QueueSql() {}
}
