package dev.carillon.notifier.store.pg.queue;

import static dev.carillon.notifier.domain.queue.QueueLimits.CHUNK;
import static dev.carillon.notifier.domain.queue.QueueLimits.CHUNK_BYTES;
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
   * $1 the worker, $2 how many mails at most, $3 of how many bytes, though never less than a chunk;
   * arrays, an element for each lane: $4 lane, $5 the place to begin at, $6 its turn, $7 how much
   * later that is after a mail; $8 how many chunks of a lane to look at. One lease per lane and
   * attempt number; nothing while everything is paused. Outcomes are looked up one by one: an
   * anti-join is planned while the table is empty, and then reads all of it for ever.
   */
  static final String CLAIM =
      """
      with clock as materialized (
        select clock_now() as now
      ), next_chunks as materialized (
        select c.lane, c.pos, c.seq, c.mails, c.bytes,
               l.turn + l.step * (sum(c.mails) over (
                 partition by c.lane order by c.pos, c.seq) - c.mails) as turn
        from unnest($4::smallint[], $5::bigint[], $6::float8[], $7::float8[])
            l(lane, floor, turn, step)
          cross join lateral (
            select r.lane, r.pos, r.seq, cardinality(r.mail_ids) as mails, r.bytes from ready r
            where r.lane = l.lane and r.pos >= l.floor
            order by r.pos, r.seq limit $8 for update skip locked) c
        where not exists (select from pause where template = '')
      ), chosen as materialized (
        select lane, pos, seq from (
          select lane, pos, seq, row_number() over in_turn as nth, sum(mails) over in_turn as mails,
                 sum(bytes) over in_turn as bytes
          from next_chunks
          window in_turn as (order by turn, lane, pos, seq rows unbounded preceding)) summed
        where nth = 1 or (mails <= $2 and bytes <= $3)
      ), taken as (
        delete from ready using chosen n
        where ready.lane = n.lane and ready.pos = n.pos and ready.seq = n.seq
        returning ready.lane, ready.pos, ready.attempt, ready.mail_ids, ready.bytes
      ), lanes as materialized (
        select lane, min(pos) as first, max(pos) as last, count(*)::int as chunks,
               sum(cardinality(mail_ids))::int as mails, sum(bytes)::bigint as bytes
        from taken group by lane
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
             lanes.first, lanes.last, lanes.chunks, lanes.mails, lanes.bytes,
             mail.id, mail.recipient, mail.recipient_name, mail.subject, mail.body,
             mail.message_id, mail.sender, tried.outcomes, tried.began,
             coalesce(tried.first, (select now from clock)) as date,
             mail.template, mail.topic, mail.critical, mail.zone, mail.hold_unknown,
             (select now from clock) as taken_at,
             %s as verdict
      from leased
        join lanes on lanes.lane = leased.lane
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

  /** Arrays, an element for each lane: $1 lane, $2 place. The first mail that stands before it. */
  static final String SWEEP =
      """
      select l.lane, r.pos from unnest($1::smallint[], $2::bigint[]) l(lane, place)
        cross join lateral (
          select pos from ready where ready.lane = l.lane and ready.pos < l.place
          order by pos limit 1) r
      """;

  /**
   * Arrays, an element for each lane: $1 lane, $2 how far this process has come. Gives the
   * furthest.
   */
  static final String MEET =
      """
      with further as (
        update ready_head h set pos = own.pos from unnest($1::smallint[], $2::bigint[]) own(lane, pos)
        where h.lane = own.lane and h.pos < own.pos
      )
      select lane, pos from ready_head
      """;

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
            insert into ready (lane, attempt, mail_ids, bytes)
            select lane, attempt, array_agg(id), bytes_of_mails(array_agg(id))
            from numbered group by lane, attempt, chunk
          )
          select id, hold from unsettled
          """
              .formatted(interval(SETTLED_DOWN), interval(GRACE_AFTER_START), CHUNK));

  /**
   * $1 the most of them, more urgent ones first. Arrays: $2 where each lane is; for senders that
   * have taken up more: $3 lane, $4 sender, $5 to which place; by lane: $6 the moment, and $7 the
   * mail of it, behind which to begin. Whose it is and how large, is looked up where the row does
   * not say.
   */
  static final String PROMOTE =
      """
      with due as materialized (
        select d.mail_id, d.run_at, d.lane, d.attempt,
               coalesce(d.sender, (select m.sender from mails m where m.id = d.mail_id), '') as sender,
               coalesce(d.bytes, bytes_of_mails(array[d.mail_id])) as bytes
        from unnest('{0,1,2}'::smallint[]) l(lane)
          cross join lateral (
            select mail_id, run_at, lane, attempt, sender, bytes from deferred
            where deferred.lane = l.lane and run_at <= (select clock_now())
              and (run_at, mail_id) > (($6::timestamptz[])[l.lane + 1], ($7::uuid[])[l.lane + 1])
            order by run_at, mail_id limit $1 for update skip locked) d
        limit $1
      ), promoted as (
        delete from deferred using due where deferred.mail_id = due.mail_id
        returning due.mail_id, due.run_at, due.lane, due.attempt, due.sender, due.bytes
      ), numbered as (
        select mail_id, lane, attempt, sender, bytes, row_number() over in_turn as nth,
               (row_number() over in_turn - 1) / %1$d as chunk,
               (sum(bytes) over in_turn - bytes) / %2$d as part
        from promoted window in_turn as (partition by lane, attempt, sender order by mail_id)
      ), queued as (
        insert into ready (lane, pos, attempt, mail_ids, bytes)
        select n.lane, greatest(($2::bigint[])[n.lane + 1], coalesce((
                   select ends.place from unnest($3::smallint[], $4::text[], $5::bigint[])
                     ends(lane, sender, place)
                   where ends.lane = n.lane and ends.sender = n.sender), 0)) + max(n.nth),
               n.attempt, array_agg(n.mail_id order by n.mail_id), sum(n.bytes)
        from numbered n group by n.lane, n.attempt, n.sender, n.chunk, n.part
      )
      select mail_id as id, false as hold, lane, sender, run_at from promoted
      """
          .formatted(CHUNK, CHUNK_BYTES);

  private QueueSql() {}
}
