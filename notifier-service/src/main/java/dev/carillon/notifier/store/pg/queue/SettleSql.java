package dev.carillon.notifier.store.pg.queue;

/** The statements that store what became of mails. */
final class SettleSql {
  /** $1 the leases that are settled, all or in part: x, each by one statement at a time. */
  private static final String HOLD_LEASES =
      """
      x as materialized (
        select lease_id, mail_ids from lease where lease_id = any($1)
        order by lease_id for update
      ), n as materialized (
        select clock_now() as now
      )""";

  /** The mails of t leave their leases x; with the last one the lease goes. */
  private static final String LEAVE_LEASES =
      """
      l as materialized (
        select lease_id, array(
          select m from unnest(mail_ids) m where (m in (select id from t)) is not true) as left
        from x
      ), u as (
        update lease set mail_ids = l.left
        from l where lease.lease_id = l.lease_id and l.left <> '{}'
      ), g as (
        delete from lease using l where lease.lease_id = l.lease_id and l.left = '{}'
      )
      select lease_id from x""";

  /**
   * $1..$8 arrays, one element for each mail: lease, attempt, id, reply, lane, kind, delay in ms,
   * phase. A lease is the fence: its id is never reused, and it is gone once somebody else has
   * rescued it. Kinds: s, d, c, e, p, u settle a mail under that letter; h holds it, unless the
   * pause has ended meanwhile; r again later, w again later and not counted, x again later because
   * nobody knows. What was perhaps sent in an earlier attempt is unknown, not cancelled, expired or
   * suppressed. What is settled leaves the lease in the same statement, so that a mail is in one
   * place at any time and the statement may be repeated when its answer was lost; with the last one
   * the lease goes. "(... in ...) is true" keeps the planner from comparing each with each.
   */
  private static final String ANY_SETTLE =
      """
      with %s, t as materialized (
        select y.lane, y.attempt, y.id, y.kind, y.delay, left(y.reply, 500) as reply, y.phase,
               (select now from n) as at
        from unnest($1::bigint[], $2::smallint[], $3::uuid[], $4::text[], $5::smallint[],
            $6::text[], $7::bigint[], $8::text[])
          y(lease_id, attempt, id, reply, lane, kind, delay, phase)
        where ((y.lease_id, y.id) in (select lease_id, unnest(mail_ids) from x)) is true
      ), o as (
        insert into outcome (mail_id, state, attempt, at, reply)
        select id, case when kind in ('c', 'e', 'p') and exists (
            select from attempt p where p.mail_id = t.id and p.outcome = 'unknown')
          then 'u' else kind end::"char", attempt, at, reply
        from t where kind in ('s', 'd', 'c', 'e', 'p', 'u') %s
      ), a as (
        insert into attempt (mail_id, n, at, outcome, phase, reply)
        select id, attempt, at,
               case kind when 'd' then 'refused' when 'r' then 'failed' else 'unknown' end,
               phase, reply
        from t where kind in ('d', 'r', 'u', 'x')
        on conflict do nothing
      ), p as materialized (
        select 'paused: ' || template as hold from pause
        where exists (select from t where kind = 'h') for key share
      ), h as materialized (
        select 'throttle ' || name || ' ' as hold from throttle
        where exists (select from t where kind = 'h') for key share
      ), q as (
        insert into deferred (mail_id, run_at, lane, attempt, reason, last_error)
        select id,
               case
                 when kind = 'h' and starts_with(reply, 'paused: ')
                   and reply not in (select hold from p) then at
                 when kind = 'h' and starts_with(reply, 'throttle ')
                   and not exists (select from h where starts_with(reply, hold)) then at
                 else least(at + delay * interval '1 ms',
                   (select m.expires_at from mail m where m.id = t.id)) end,
               lane,
               least(attempt + case when kind in ('w', 'h') then 0 else 1 end, 32000),
               case kind when 'h' then 'h'::"char" else 'r' end, reply
        from t where kind in ('r', 'w', 'x', 'h')
        on conflict do nothing
      ), %s
      """;

  /**
   * What is in a living lease has no outcome: to look again would cost two fifths of the statement.
   */
  static final String SETTLE = ANY_SETTLE.formatted(HOLD_LEASES, "", LEAVE_LEASES);

  /** For when one has an outcome all the same, written by hand: that one stands. */
  static final String SETTLE_THE_OTHERS =
      ANY_SETTLE.formatted(HOLD_LEASES, "on conflict do nothing", LEAVE_LEASES);

  /** As SETTLE, where all were sent, for a quarter less. $1..$4 as there. */
  static final String SETTLE_SENT =
      """
      with %s, t as materialized (
        select y.id, y.attempt, left(y.reply, 500) as reply, (select now from n) as at
        from (
          select unnest($1::bigint[]) as lease_id, unnest($2::smallint[]) as attempt,
                 unnest($3::uuid[]) as id, unnest($4::text[]) as reply) y
        where ((y.lease_id, y.id) in (select lease_id, unnest(mail_ids) from x)) is true
      ), o as (
        insert into outcome (mail_id, state, attempt, at, reply)
        select id, 's', attempt, at, reply from t
      ), %s
      """
          .formatted(HOLD_LEASES, LEAVE_LEASES);

  private SettleSql() {}
}
