package dev.carillon.notifier.store.pg.queue;

import static dev.carillon.notifier.domain.queue.QueueLimits.CHUNK;
import static dev.carillon.notifier.domain.queue.QueueLimits.LEASE;
import static dev.carillon.notifier.domain.queue.QueueLimits.RENEW_BELOW;
import static dev.carillon.notifier.store.pg.queue.Leases.IN_ORDER;
import static dev.carillon.notifier.store.pg.queue.Leases.LIFE;
import static dev.carillon.notifier.store.pg.queue.Leases.interval;

import dev.carillon.notifier.store.pg.StateCode;

/** The statements that move mail between the queue, the leases and the time to wait. */
final class QueueSql {
  /**
   * The first key of a worker's lock; the second is its id. Locks belong to a database: where two
   * installations share one, each has a schema of its own. It may be negative, and {@code pg_locks}
   * shows it without a sign: as an oid it would be out of range.
   */
  static final String LOCK_CLASS =
      "(select hashtext('carillon worker ' || n.oid) from pg_namespace n"
          + " where n.nspname = current_schema())";

  /** $1 worker. Worker ids fit an integer for two thousand million sessions. */
  static final String LOCK_WORKER = "select pg_advisory_lock(" + LOCK_CLASS + ", $1::bigint::int)";

  /**
   * $1 the worker, $2 how many mails at most, $3 of how many bytes, though never less than a chunk;
   * arrays, an element for each lane: $4 lane, $5 the place to begin at, $6 its turn, $7 how much
   * later that is after a mail; $8 how many chunks of a lane to look at; $9 how many mails of each
   * lease begin at once. One lease per lane and attempt number, and one for each mail that is sent
   * alone, which is begun by a statement of its own; where all begin at once several of limited
   * size, so that two commits of outcomes seldom wait for one. Their mails are in the order of ids.
   * Mails, attempts and outcomes are read many at a time by "= any": a join would be planned while
   * the tables are empty, and then read all of them for ever.
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
        select lane, pos, seq, (mails - 1) / %4$d as part from (
          select lane, pos, seq, row_number() over in_turn as nth, sum(mails) over in_turn as mails,
                 sum(bytes) over in_turn as bytes
          from next_chunks
          window in_turn as (order by turn, lane, pos, seq rows unbounded preceding)) summed
        where nth = 1 or (mails <= $2 and bytes <= $3)
      ), taken as (
        delete from ready using chosen n
        where ready.lane = n.lane and ready.pos = n.pos and ready.seq = n.seq
        returning ready.lane, ready.pos, ready.attempt, ready.mail_ids, ready.bytes, n.part,
                  case when ready.alone then ready.seq end as alone
      ), lanes as materialized (
        select lane, min(pos) as first, max(pos) as last, count(*)::int as chunks,
               sum(cardinality(mail_ids))::int as mails, sum(bytes)::bigint as bytes
        from taken group by lane
      ), unsettled as materialized (
        select taken.lane, taken.attempt, taken.alone, id,
               case when (select sum(mails) from lanes) <= $9::int then taken.part end as part
        from taken cross join lateral (select array(select o.mail_id from outcome o
            where o.mail_id = any(taken.mail_ids)) as ids offset 0) done
          cross join unnest(taken.mail_ids) id where id <> all(done.ids)
      ), leased as (
        insert into lease (worker, until, lane, attempt, mail_ids, begun, server_start, taken_at)
        select $1, (select now from clock) + %1$s, lane, attempt, array_agg(id order by id),
               case when alone is not null then '{}' when count(*) > $9::int
                 then (array_agg(id order by id))[1:$9::int] end,
               pg_postmaster_start_time(), (select now from clock)
        from unsettled group by lane, attempt, alone, part order by lane, part
        returning lease_id, lane, attempt, mail_ids, begun is null as begins,
                  begun[cardinality(begun)] as last_begun
      )
      select leased.lease_id, leased.lane, leased.attempt,
             leased.begins or coalesce(mail.id <= leased.last_begun, false) as begun,
             lanes.first, lanes.last, lanes.chunks, lanes.mails, lanes.bytes,
             mail.id, mail.recipient, mail.recipient_name, mail.subject, mail.body, mail.message_id,
             mail.sender,
             case when tried.before then (select array_agg(concat_ws(' ', a.outcome, a.phase)
               order by %3$s) from attempt a where a.mail_id = mail.id) end as outcomes,
             case when tried.before then (select array_agg(coalesce(a.began, a.at)
               order by %3$s) from attempt a where a.mail_id = mail.id) end as began,
             case when tried.before then (select coalesce(a.began, mail.accepted_at) from attempt a
               where a.mail_id = mail.id order by %3$s limit 1) else (select now from clock) end as date,
             mail.template, mail.topic, mail.critical, mail.zone, mail.hold_unknown, (select now from clock) as taken_at, %2$s as verdict,
             mail.request, mail.span, (select clock.now + ahead.shift from clock, schedule_shift ahead) as schedule_now
      from leased
        join lanes on lanes.lane = leased.lane
        cross join lateral (select array(select a.mail_id from attempt a
          where a.mail_id = any(leased.mail_ids)) as ids offset 0) attempted
        cross join lateral (select * from mails where id = any(leased.mail_ids) offset 0) mail
        cross join lateral (select mail.id = any(attempted.ids) as before) tried
      """
          .formatted(LIFE, Leases.verdict("mail", "(select now from clock)"), IN_ORDER, LEASE);

  /** Arrays, an element for each mail: $1 lease, $2 mail. Gives the leases that there still are. */
  static final String BEGIN =
      """
      with given as materialized (
        select lease_id, array_agg(id) as ids
        from unnest($1::bigint[], $2::uuid[]) given(lease_id, id) group by lease_id
      )
      update lease set begun = case when lease.begun is not null then lease.begun || given.ids end
      from given where lease.lease_id = given.lease_id
      returning lease.lease_id
      """;

  /**
   * $1 the leases, $2 the worker that they belong to from now on, or null. A lease goes over to the
   * worker only if the lock is really held: a session that has just ended without being missed yet
   * would give it away. Gives the leases that there still are.
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
              and classid::bigint = %s::bigint & 4294967295
              and objid::bigint = $2::bigint)
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
          .formatted(LOCK_CLASS, LIFE, interval(RENEW_BELOW));

  /**
   * $1 the ids that the caller's process lives under, $2 the leases that it works on, $3 the
   * workers that have been gone for long, $4 the leases that have been overdue for long, or of
   * which the caller has never heard, so that nothing of them was begun; $5 whether what was
   * perhaps sent is held, $6 after how many rescues a mail is sent alone, $7 and after how many it
   * is given up. A worker is gone when its lock is free; locks do not survive a restart of the
   * server. One look is not enough: the living lose their sessions too, and take their leases over
   * to new ones as soon as the server lets them. Nor is it that a lease has expired: the clock may
   * have been moved. Rescues are the attempts whose end is unknown and whose phase nobody knows,
   * since the mail was last given up. Gives the new states, the workers that are gone, the leases
   * that had expired, and those of the caller that it does not work on.
   */
  static final String RESCUE =
      StateCode.sql(
          """
          with clock as materialized (
            select clock_now() as now
          ), others as materialized (
            select worker, min(server_start) as server_start from lease
            where worker <> all($1) and lease_id <> all($2) group by worker
          ), gone as materialized (
            select worker from others
            where server_start < pg_postmaster_start_time()
              or pg_try_advisory_xact_lock(%1$s, worker::int)
          ), rescued as (
            delete from lease using (
              select lease_id from lease
              where lease_id <> all($2)
                and ((worker = any($3) and worker in (select worker from gone))
                  or (lease_id = any($4)
                    and (until < (select now from clock) or worker = any($1))))
              for update skip locked
            ) ownerless where lease.lease_id = ownerless.lease_id
            returning lease.lease_id, lease.lane, lease.attempt, lease.mail_ids, lease.begun,
                      lease.taken_at, lease.worker
          ), unsettled as (
            select rescued.lane, rescued.attempt, rescued.taken_at, rescued.worker, id,
                   rescued.worker <> all($1) and (rescued.begun is null
                     or (rescued.lease_id, id) in (select b.lease_id, unnest(b.begun) from rescued b))
                     as begun,
                   $5 or (select mail.hold_unknown from mails mail where mail.id = each_mail.id)
                     as hold,
                   (select count(*)::int from attempt a
                    where a.mail_id = each_mail.id and a.outcome = 'unknown' and a.phase is null
                      and not exists (
                        select from attempt later
                        where later.mail_id = a.mail_id and later.outcome = 'refused'
                          and (later.n, later.at) >= (a.n, a.at))) as rescues
            from rescued, unnest(rescued.mail_ids) each_mail(id)
            where (select o.mail_id from outcome o where o.mail_id = id) is null
              and (select d.mail_id from deferred d where d.mail_id = id) is null
          ), judged as materialized (
            select lane, attempt, taken_at, worker, id, begun,
                   rescues + case when begun then 1 else 0 end as rescues,
                   case when not begun then 'ready' when hold then 'unknown'
                     when rescues + 1 >= $7::int then 'dead' else 'ready' end as state
            from unsettled
          ), noted as (
            insert into attempt (mail_id, n, at, outcome, reply, began, trace)
            select id, attempt, (select now from clock),
                   case state when 'dead' then 'refused' else 'unknown' end,
                   case state when 'dead' then 'given up: ' || rescues || ' processes'
                       || ' stopped while they were sending it'
                     else 'the sender stopped before it knew' end,
                   taken_at, worker::text
            from judged where begun
            on conflict do nothing
          ), claimed as (
            insert into mail_claim (mail_id, at, worker)
            select id, taken_at, worker from judged where not begun and taken_at is not null
            on conflict do nothing
          ), settled as (
            insert into outcome (mail_id, state, attempt, at, reply)
            select id, case state when 'dead' then {DEAD} else {UNKNOWN} end, attempt,
                   (select now from clock),
                   case state when 'dead' then 'given up: ' || rescues || ' processes'
                       || ' stopped while they were sending it'
                     else 'the sender stopped before it knew' end
            from judged where state <> 'ready'
            on conflict do nothing
          ), again as (
            select id, lane, rescues >= $6::int as alone,
                   least(attempt + case when begun then 1 else 0 end, 32000)::smallint as attempt
            from judged where state = 'ready'
          ), numbered as (
            select id, lane, attempt, alone,
                   (row_number() over (partition by lane, attempt, alone order by id) - 1)
                     / case when alone then 1 else %2$d end as chunk
            from again
          ), queued as (
            insert into ready (lane, pos, attempt, mail_ids, bytes, alone)
            select lane, %3$s, attempt, array_agg(id), bytes_of_mails(array_agg(id)), alone
            from numbered group by lane, attempt, alone, chunk
          )
          select id, state, null as seen, null::bigint as number, begun from judged
          union all
          select null, null, 'gone', worker, false from gone
          union all
          select null, null, case when worker = any($1) then 'unheard' else 'expired' end, lease_id, false
          from lease
          where lease_id <> all($2) and (until < (select now from clock) or worker = any($1))
          """
              .formatted(LOCK_CLASS, CHUNK, Leases.head("numbered.lane")));

  private QueueSql() {}
}
