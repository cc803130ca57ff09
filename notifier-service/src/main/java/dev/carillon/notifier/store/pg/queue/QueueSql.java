package dev.carillon.notifier.store.pg.queue;

import static dev.carillon.notifier.domain.queue.QueueLimits.CHUNK;
import static dev.carillon.notifier.domain.queue.QueueLimits.GRACE_AFTER_START;
import static dev.carillon.notifier.domain.queue.QueueLimits.RENEW_BELOW;
import static dev.carillon.notifier.domain.queue.QueueLimits.SETTLED_DOWN;
import static dev.carillon.notifier.store.pg.queue.Leases.interval;

import dev.carillon.notifier.store.pg.StateCode;

/** The statements that move mail between the queue, the leases and the time to wait. */
final class QueueSql {
  static final String NEW_WORKER = "select nextval('worker_seq') as worker";

  /** $1 lock class, $2 worker. Worker ids fit an integer for two thousand million sessions. */
  static final String LOCK_WORKER = "select pg_advisory_lock($1::int, $2::int)";

  /**
   * $1 the worker, $2 how many chunks at most. One lease per lane and attempt number; nothing while
   * everything is paused. Outcomes are looked up one by one: an anti-join is planned while the
   * table is empty, and then reads all of it for ever.
   */
  static final String CLAIM =
      """
      with clock as materialized (
        select clock_now() as now
      ), next_chunks as materialized (
        select lane, seq from ready where not exists (select from pause where template = '')
        order by lane, seq limit $2 for update skip locked
      ), taken as (
        delete from ready using next_chunks n where ready.lane = n.lane and ready.seq = n.seq
        returning ready.lane, ready.attempt, ready.mail_ids
      ), unsettled as materialized (
        select taken.lane, taken.attempt, id from taken, unnest(taken.mail_ids) id
        where (select o.mail_id from outcome o where o.mail_id = id) is null
      ), leased as (
        insert into lease (worker, until, lane, attempt, mail_ids, server_start, taken_at)
        select $1, (select now from clock) + %s, lane, attempt, array_agg(id),
               pg_postmaster_start_time(), (select now from clock)
        from unsettled group by lane, attempt
        returning lease_id, lane, attempt
      )
      select leased.lease_id, leased.lane, leased.attempt,
             mail.id, mail.recipient, mail.recipient_name, mail.subject, mail.body,
             mail.message_id, mail.sender, tried.outcomes, tried.began,
             coalesce(tried.first, (select now from clock)) as date,
             mail.template, mail.topic, mail.critical, mail.zone, mail.hold_unknown,
             (select now from clock) as taken_at,
             %s as verdict
      from leased
        join unsettled on unsettled.lane = leased.lane and unsettled.attempt = leased.attempt
        join mails mail on mail.id = unsettled.id
        cross join lateral (
          select min(coalesce(a.began, mail.accepted_at)) as first,
                 array_agg(concat_ws(' ', a.outcome, a.phase) order by a.at, a.n) as outcomes,
                 array_agg(coalesce(a.began, a.at) order by a.at, a.n) as began
          from attempt a where a.mail_id = mail.id
        ) tried
      """
          .formatted(Leases.LIFE, Leases.verdict("mail", "(select now from clock)"));

  /**
   * $1 the leases, $2 the worker that they belong to from now on, or null, $3 lock class. A lease
   * goes over to the worker only if the lock is really held: a session that has just ended without
   * being missed yet would give it away. Gives the leases that there still are.
   */
  static final String HEARTBEAT =
      """
      with new_holder as materialized (
        select $2::bigint as worker
        where exists (
          select from lease where lease_id = any($1)
            and (worker <> $2 or server_start <> pg_postmaster_start_time()))
          and exists (
            select from pg_locks where locktype = 'advisory' and granted
              and classid = $3::int::oid and objid = $2::int::oid)
      ), renewed as (
        update lease set until = clock_now() + %s,
          worker = coalesce((select n.worker from new_holder n), lease.worker),
          server_start = case when exists (select from new_holder) then pg_postmaster_start_time()
            else lease.server_start end
        where lease_id = any($1)
          and (until < clock_now() + %s or exists (select from new_holder))
      )
      select lease_id from lease where lease_id = any($1)
      """
          .formatted(Leases.LIFE, interval(RENEW_BELOW));

  /**
   * $1 the ids that the caller's process lives under, $2 lock class, $3 the leases that it works
   * on, $4 whether what was perhaps sent is held. Locks did not survive a restart of the server.
   * After one, a lease of before belongs to nobody when whoever asks has had a session again for so
   * long that the living, who look every tenth of a second, have taken theirs over; or when it has
   * expired.
   */
  static final String RESCUE =
      StateCode.sql(
          """
          with clock as materialized (
            select clock_now() as now
          ), others as materialized (
            select distinct worker from lease
            where worker <> all($1) and server_start = pg_postmaster_start_time()
          ), dead as materialized (
            select worker from others where pg_try_advisory_xact_lock($2::int, worker::int)
          ), own_session as materialized (
            select min(activity.backend_start) as since
            from pg_locks held join pg_stat_activity activity on activity.pid = held.pid
            where held.locktype = 'advisory' and held.granted and held.classid = $2::int::oid
              and held.objid::bigint = any($1)
              and exists (select from lease where server_start < pg_postmaster_start_time())
          ), rescued as (
            delete from lease using (
              select lease_id from lease
              where lease_id <> all($3)
                and (worker in (select worker from dead)
                  or (server_start < pg_postmaster_start_time()
                    and (select since from own_session) < clock_timestamp() - %s)
                  or (until < (select now from clock)
                    and (select now from clock) > pg_postmaster_start_time() + %s))
              for update skip locked
            ) ownerless where lease.lease_id = ownerless.lease_id
            returning lease.lease_id, lease.lane, lease.attempt, lease.mail_ids, lease.taken_at
          ), unsettled as (
            select rescued.lease_id, rescued.lane, rescued.attempt, rescued.taken_at, id,
                   $4 or (select mail.hold_unknown from mails mail where mail.id = each_mail.id) as hold
            from rescued, unnest(rescued.mail_ids) each_mail(id)
            where (select o.mail_id from outcome o where o.mail_id = id) is null
              and (select d.mail_id from deferred d where d.mail_id = id) is null
          ), noted as (
            insert into attempt (mail_id, n, at, outcome, reply, began)
            select id, attempt, (select now from clock), 'unknown',
                   'the sender stopped before it knew', taken_at
            from unsettled
            on conflict do nothing
          ), settled_as_unknown as (
            insert into outcome (mail_id, state, attempt, at, reply)
            select id, {UNKNOWN}, attempt, (select now from clock),
                   'the sender stopped before it knew'
            from unsettled where hold
            on conflict do nothing
          ), numbered as (
            select id, lane, least(attempt + 1, 32000)::smallint as attempt,
                   (row_number() over (partition by lane, attempt order by id) - 1) / %d as chunk
            from unsettled where not hold
          ), queued as (
            insert into ready (lane, attempt, mail_ids)
            select lane, attempt, array_agg(id) from numbered group by lane, attempt, chunk
          )
          select id, hold from unsettled
          """
              .formatted(interval(SETTLED_DOWN), interval(GRACE_AFTER_START), CHUNK));

  /** Without parameters. Two thousand at a time: longer would keep others from the rows. */
  static final String PROMOTE =
      """
      with due as materialized (
        select mail_id from deferred where run_at <= (select clock_now())
        order by run_at limit 2000 for update skip locked
      ), promoted as (
        delete from deferred using due where deferred.mail_id = due.mail_id
        returning deferred.mail_id, deferred.lane, deferred.attempt
      ), numbered as (
        select mail_id, lane, attempt,
               (row_number() over (partition by lane, attempt order by mail_id) - 1) / %d as chunk
        from promoted
      ), queued as (
        insert into ready (lane, attempt, mail_ids)
        select lane, attempt, array_agg(mail_id) from numbered group by lane, attempt, chunk
      )
      select mail_id as id, false as hold from promoted
      """
          .formatted(CHUNK);

  private QueueSql() {}
}
