package dev.carillon.notifier.store.pg.queue;

import dev.carillon.notifier.store.pg.StateCode;

/** The statements that store what became of mails. */
final class SettleSql {
  /** $1 the leases that are settled, all or in part, each by one statement at a time. */
  private static final String HOLD_LEASES =
      """
      held as materialized (
        select lease_id, mail_ids, taken_at, worker from lease where lease_id = any($1)
        order by lease_id for update
      ), clock as materialized (
        select clock_now() as now
      )""";

  /**
   * The mails that have a result leave the leases held; with the last one the lease goes. Where all
   * have one, they are counted and not compared: that is a tenth of what a settled mail costs.
   */
  private static final String LEAVE_LEASES =
      """
      remaining as materialized (
        select lease_id,
               case when cardinality(mail_ids) = done.n then '{}' else array(
                 select m from unnest(mail_ids) m where (m in (select id from result)) is not true)
               end as mail_ids
        from held left join (
          select lease_id, count(distinct id) as n from result group by lease_id
        ) done using (lease_id)
      ), shrunk as (
        update lease set mail_ids = remaining.mail_ids from remaining
        where lease.lease_id = remaining.lease_id and remaining.mail_ids <> '{}'
      ), ended as (
        delete from lease using remaining
        where lease.lease_id = remaining.lease_id and remaining.mail_ids = '{}'
      )
      select lease_id from held""";

  /**
   * Nothing was said of these mails, or their recipient was refused: their passes were not used.
   */
  private static final String GIVE_PASSES_BACK =
      """
      given_back as materialized (
        select give_passes_back(array(
          select id from result
          where kind <> 'sent' and (phase = 'connect'
            or (kind = 'dead' and phase in ('mail', 'rcpt', 'data'))))) as n
        where (select exists (select from throttle_pass))
      )""";

  /** A function is called only where somebody asks what it gave. */
  private static final String AND_GIVE_BACK = " where (select count(*) from given_back) >= 0";

  /**
   * Arrays, an element for each mail: $1 lease, $2 attempt, $3 mail, $4 reply, $5 trace, $6 lane,
   * $7 kind, $8 delay in ms, $9 phase. Kinds are those of {@code AttemptOutcome}, in lower case. A
   * lease is the fence: its id is never reused, and it is gone once somebody else has rescued it.
   * What was held for a pause or a throttle that has ended meanwhile is due at once. What was
   * perhaps sent in an earlier attempt is unknown, not cancelled, expired or suppressed. That a
   * server is away is noted once an hour, where it is away in the same words. What is settled
   * leaves the lease in the same statement, so that a mail is in one place at any time and the
   * statement may be repeated when its answer was lost; with the last one the lease goes. "(... in
   * ...) is true" keeps the planner from comparing each with each.
   */
  private static final String ANY_SETTLE =
      StateCode.sql(
          """
          with %s, result as materialized (
            select given.lane, given.attempt, given.id, given.kind, given.delay,
                   left(given.reply, 512) as reply, given.phase, given.lease_id, given.trace,
                   (select now from clock) as at
            from unnest($1::bigint[], $2::smallint[], $3::uuid[], $4::text[], $5::text[],
                $6::smallint[], $7::text[], $8::bigint[], $9::text[])
              given(lease_id, attempt, id, reply, trace, lane, kind, delay, phase)
            where ((given.lease_id, given.id) in (select lease_id, unnest(mail_ids) from held))
              is true
          ), settled as (
            insert into outcome (mail_id, state, attempt, at, reply, trace, began)
            select id,
                   case
                     when kind = 'sent' then {SENT}
                     when kind = 'dead' then {DEAD}
                     when kind = 'unknown' or exists (
                       select from attempt earlier
                       where earlier.mail_id = result.id and earlier.outcome = 'unknown')
                       then {UNKNOWN}
                     when kind = 'cancelled' then {CANCELLED}
                     when kind = 'expired' then {EXPIRED}
                     when kind = 'suppressed' then {SUPPRESSED}
                   end, attempt, at, reply,
                   case when kind in ('sent', 'cancelled', 'expired', 'suppressed') then trace end,
                   (select h.taken_at from held h where h.lease_id = result.lease_id)
            from result
            where kind in ('sent', 'dead', 'unknown', 'cancelled', 'expired', 'suppressed') %s
          ), noted as (
            insert into attempt (mail_id, n, at, outcome, phase, reply, trace, began)
            select id, attempt, at,
                   case kind when 'dead' then 'refused' when 'retry' then 'failed'
                     when 'declined' then 'declined' when 'away' then 'postponed'
                     else 'unknown' end,
                   phase, reply, trace,
                   (select h.taken_at from held h where h.lease_id = result.lease_id)
            from result
            where kind in ('dead', 'retry', 'declined', 'unknown', 'resend')
              or (kind = 'away' and not exists (
                select from attempt same
                where same.mail_id = result.id and same.n = result.attempt
                  and same.outcome = 'postponed' and same.reply = result.reply
                  and same.at > result.at - interval '1 hour'))
            on conflict do nothing
          ), claimed as (
            insert into mail_claim (mail_id, at, worker)
            select result.id, h.taken_at, h.worker
            from result join held h on h.lease_id = result.lease_id
            where kind in ('away', 'postponed', 'held') and h.taken_at is not null
            on conflict do nothing
          ), paused as materialized (
            select {PAUSED} || template as reply from pause
            where exists (select from result where kind = 'held') for key share
          ), throttles as materialized (
            select {THROTTLE} || name || ' ' as reply from throttle
            where exists (select from result where kind = 'held') for key share
          ), waiting as (
            insert into deferred (mail_id, run_at, lane, attempt, reason, last_error)
            select id,
                   case
                     when kind = 'held' and starts_with(reply, {PAUSED})
                       and reply not in (select p.reply from paused p) then at
                     when kind = 'held' and starts_with(reply, {THROTTLE})
                       and not exists (
                         select from throttles t where starts_with(result.reply, t.reply)) then at
                     else least(at + delay * interval '1 ms',
                       (select mail.expires_at from mails mail where mail.id = result.id)) end,
                   lane,
                   least(attempt + case when kind in ('postponed', 'held', 'away') then 0
                     else 1 end, 32000),
                   case kind when 'held' then {HELD} else {RETRYING} end, reply
            from result
            where kind in ('retry', 'declined', 'away', 'postponed', 'resend', 'held')
            on conflict do nothing
          ), %s, %s
          """);

  /**
   * What is in a living lease has no outcome: to look again would cost two fifths of the statement.
   */
  static final String SETTLE =
      ANY_SETTLE.formatted(HOLD_LEASES, "", GIVE_PASSES_BACK, LEAVE_LEASES) + AND_GIVE_BACK;

  /** For when one has an outcome all the same, written by hand: that one stands. */
  static final String SETTLE_THE_OTHERS =
      ANY_SETTLE.formatted(HOLD_LEASES, "on conflict do nothing", GIVE_PASSES_BACK, LEAVE_LEASES)
          + AND_GIVE_BACK;

  /** As SETTLE, where all were sent, for a quarter less. $1 to $4 as there. */
  static final String SETTLE_SENT =
      StateCode.sql(
          """
          with %s, result as materialized (
            select given.lease_id, given.id, given.attempt, left(given.reply, 512) as reply, given.trace,
                   (select now from clock) as at,
                   (select h.taken_at from held h where h.lease_id = given.lease_id) as began
            from (
              select unnest($1::bigint[]) as lease_id, unnest($2::smallint[]) as attempt,
                     unnest($3::uuid[]) as id, unnest($4::text[]) as reply,
                     unnest($5::text[]) as trace) given
            where ((given.lease_id, given.id) in (select lease_id, unnest(mail_ids) from held))
              is true
          ), settled as (
            insert into outcome (mail_id, state, attempt, at, reply, trace, began)
            select id, {SENT}, attempt, at, reply, trace, began from result
          ), %s
          """
              .formatted(HOLD_LEASES, LEAVE_LEASES));

  private SettleSql() {}
}
