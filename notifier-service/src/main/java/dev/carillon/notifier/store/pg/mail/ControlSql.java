package dev.carillon.notifier.store.pg.mail;

/** The statements that change what waits or was given up. */
final class ControlSql {
  /**
   * Takes $1 out of a chunk of what is ready; the others of the chunk go to the end of their lane.
   * The row is locked, so that no worker can take it at the same time.
   */
  private static final String TAKE =
      """
      with r as materialized (
        select lane, seq, attempt, mail_ids from ready where mail_ids @> array[$1::uuid] for update
      ), g as (
        delete from ready q using r where q.lane = r.lane and q.seq = r.seq
      ), b as (
        insert into ready (lane, attempt, mail_ids)
        select lane, attempt, array_remove(mail_ids, $1) from r where cardinality(mail_ids) > 1
      ),
      """;

  /** $1 mail, $2 why. What was perhaps sent in an earlier attempt is not sent again: unknown. */
  static final String CANCEL =
      TAKE
          + """
          d as (
            delete from deferred where mail_id = $1 returning attempt
          ), taken as materialized (
            select attempt from r union all select attempt from d
          ), o as (
            insert into outcome (mail_id, state, attempt, at, reply)
            select $1, case when exists (
                select from attempt a where a.mail_id = $1 and a.outcome = 'unknown')
              then 'u'::"char" else 'c' end, attempt, clock_now(), $2
            from taken
            on conflict do nothing
          )
          select count(*)::int as n from taken
          """;

  /** $1 mail, $2 when. */
  static final String RESCHEDULE =
      TAKE
          + """
          u as (
            update deferred
            set run_at = least(greatest($2, clock_now()),
                  (select m.expires_at from mail m where m.id = $1)), last_error = null,
                reason = case when attempt > 1 then 'r'::"char" else 's' end
            where mail_id = $1
            returning mail_id
          ), l as (
            insert into deferred (mail_id, run_at, lane, attempt, reason)
            select $1, least(greatest($2, clock_now()),
                     (select m.expires_at from mail m where m.id = $1)), lane, attempt,
                   case when attempt > 1 then 'r' else 's' end
            from r
            on conflict do nothing
          )
          select (select count(*) from u)::int + (select count(*) from r)::int as n
          """;

  /** $1 mail. Where it is, if it does not wait. */
  static final String PLACE =
      """
      select exists (select from mail where id = $1) as known,
             exists (select from outcome where mail_id = $1) as settled,
             exists (select from lease where mail_ids @> array[$1::uuid]) as leased
      """;

  /** $1 mail or null, $2 state or null, $3 the most of them: the oldest. None of the erased. */
  static final String RETRY =
      """
      with o as (
        select v.mail_id, v.attempt, m.lane
        from revive($1, $2::text::"char", $3) v join mail m on m.id = v.mail_id
      ), n as (
        select mail_id, lane, least(attempt + 1, 32000)::smallint as attempt,
               (row_number() over (partition by lane, attempt order by mail_id) - 1) / 32 as chunk
        from o
      ), r as (
        insert into ready (lane, attempt, mail_ids)
        select lane, attempt, array_agg(mail_id) from n group by lane, attempt, chunk
      )
      select count(*)::int as n from o
      """;

  private ControlSql() {}
}
