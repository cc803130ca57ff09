package dev.carillon.notifier.store.pg.mail;

import dev.carillon.notifier.store.pg.StateCode;

/** The statements that add the books up. */
final class LedgerSql {
  /** So many of the mails that wait are looked at for being there at all: the last accepted. */
  private static final int LOOKED_AT = 20_000;

  /**
   * Of so many, the last accepted, it is asked what they were merged into in the end; that others
   * were told is known some seconds after it.
   */
  private static final int FOLLOWED = 500;

  /** How many mails stand in no books yet. */
  static final String OPEN = "select coalesce(sum(n), 0)::bigint as n from accept_batch";

  private static final String ALL_BATCHES =
      "select id, n, mail_ids from accept_batch where mail_ids is not null";

  /** Every place where a mail may be. */
  private static final String ALL_PLACES =
      """
      select d.mail_id, %s as state from deferred d
      union all
      select unnest(ready.mail_ids), '%s' from ready
      union all
      select unnest(lease.mail_ids), '%s' from lease"""
          .formatted(
              StateCode.Column.DEFERRED.word("d.reason"),
              MailSql.WAITS_IN_THE_QUEUE,
              MailSql.IN_A_WORKERS_HANDS);

  /** The next so many open mails ($1) behind a batch ($2). */
  private static final String SOME_BATCHES =
      """
      select id, n, mail_ids
      from (
        select id, n, mail_ids, sum(n) over (order by id) - n as before
        from (
          select id, n, mail_ids from accept_batch
          where id > $2 and mail_ids is not null order by id limit $1) following) summed
      where before < $1""";

  /** The places of these. */
  private static final String THEIR_PLACES =
      """
      select m.mail_id, %s as state
      from open_mails m cross join lateral (
        select reason from deferred where deferred.mail_id = m.mail_id offset 0) d
      union all
      select w.id, w.state
      from (
        select unnest(ready.mail_ids) as id, '%s' as state from ready
        union all
        select unnest(lease.mail_ids), '%s' from lease) w
      where w.id in (select m.mail_id from open_mails m)"""
          .formatted(
              StateCode.Column.DEFERRED.word("d.reason"),
              MailSql.WAITS_IN_THE_QUEUE,
              MailSql.IN_A_WORKERS_HANDS);

  /** Nothing that an earlier version accepted. */
  private static final String NOT_ADOPTED = "select after, bound from ledger_adoption";

  /** What is not looked at: the statement that looks at all leaves nothing. */
  private static final String REST =
      """
      coalesce((select n from entries where state = 'l'), 0)
        + (select coalesce(sum(n), 0) from accept_batch)
        - (select coalesce(sum(n), 0) from batches)""";

  private static final String LAST = "(select max(id) from batches having sum(n) >= $1)";

  private static final String ALL =
      StateCode.sql(
          """
          with entries as materialized (
            select state, sum(n)::bigint as n from ledger_entry group by state
          ), batches as materialized (
            %2$s
          ), open_mails as materialized (
            select m.mail_id, row_number() over (order by b.id desc) as age
            from batches b cross join lateral unnest(b.mail_ids) m(mail_id)
          ), places as materialized (
            select mail_id, count(*) as n, min(state) as state
            from (
              %3$s) everywhere
            group by mail_id
          ), looked_up as materialized (
            select m.mail_id, p.n as places, p.state as waits, coalesce(o.state, r.state) as state,
                   case when o.state = {MERGED} then coalesce(o.counted, false)
                     or (m.age <= %8$d and exists (
                       select from outcome last
                       where last.mail_id = merged_end(o.merged_into) and last.state = {SENT}))
                     end as counted,
                   o.state = {MERGED} and exists (
                     select from outcome unsent
                     where unsent.mail_id = o.merged_into
                       and unsent.state in ({CANCELLED}, {SUPPRESSED}, {EXPIRED})) as is_untold,
                   m.age <= %1$d and not exists (
                     select from mail_history known where known.id = m.mail_id) as is_missing
            from open_mails m
              left join places p on p.mail_id = m.mail_id
              left join lateral (
                select state, counted, merged_into from outcome
                where p.mail_id is null and outcome.mail_id = m.mail_id offset 0) o on true
              left join lateral (
                select state from mail_record record
                where p.mail_id is null and o.state is null and record.id = m.mail_id
                offset 0) r on true
          ), judged as materialized (
            select *, is_missing or coalesce(is_untold, false) or (waits is null and state is null)
                     as is_lost
            from looked_up
          ), not_adopted as materialized (
            %4$s
          ), strays as materialized (
            select p.mail_id, p.state from places p
            where %9$s and not exists (select from open_mails m where m.mail_id = p.mail_id)
              and not exists (select from outcome o where o.mail_id = p.mail_id)
              and not exists (select from mail_record r where r.id = p.mail_id)
          ), adoptable as materialized (
            select %5$s as state, o.n
            from (
              select o.state, count(*) as n from not_adopted a join outcome o
                on o.mail_id > a.after and o.mail_id <= a.bound group by o.state
              union all
              select r.state, count(*) from not_adopted a join mail_record r
                on r.id > a.after and r.id <= a.bound group by r.state) o
            union all
            select s.state, count(*) from not_adopted a join strays s
              on s.mail_id > a.after and s.mail_id <= a.bound group by s.state
          ), rest as materialized (
            select %10$s as n
          ), older as materialized (
            select case when %9$s then coalesce((select n from entries where state = 'l'), 0)
                     + (select coalesce(sum(n), 0) from accept_batch where mail_ids is null)
                     else 0 end as accepted,
                   (select coalesce(sum(n), 0) from adoptable) as placed
          ), states as (
            select %6$s as state, n from entries e where e.state not in ('a', 't', 'l')
            union all
            select coalesce(j.waits, %7$s), count(*) from judged j where not j.is_lost
            group by j.waits, j.state
            union all
            select state, n from adoptable
          ), totals as materialized (
            select coalesce((select n from entries where state = 'a'), 0)
                     + (select coalesce(sum(n), 0) from batches)
                     + older.accepted + rest.n as accepted,
                   (select count(*) from judged where is_lost)
                     + (select coalesce(sum(greatest(0, n - cardinality(mail_ids))), 0)
                        from batches)
                     + greatest(0, older.accepted - older.placed) as lost,
                   (select count(*) from judged where places > 1)
                     + (select count(*) from strays s where not exists (
                         select from not_adopted a
                         where s.mail_id > a.after and s.mail_id <= a.bound))
                     + greatest(0, older.placed - older.accepted) as doubled,
                   (select coalesce(sum(n), 0) from entries where state in ({SENT}, 't'))
                     + (select count(*) from judged j
                        where j.state = {SENT} or (j.state = {MERGED} and j.counted)) as told,
                   rest.n as behind, %11$s as last
            from older, rest
          )
          select t.accepted::bigint as accepted, t.lost::bigint as lost, t.doubled::bigint as doubled,
                 t.told::bigint as told, t.behind::bigint as behind, t.last,
                 s.state, coalesce(sum(s.n), 0)::bigint as n
          from totals t left join states s on true
          group by t.accepted, t.lost, t.doubled, t.told, t.behind, t.last, s.state
          """);

  /**
   * One statement, so one snapshot. What is settled for good stands in the books; each other mail
   * of each batch is looked for in every place where a mail may be. "offset 0" keeps the planner
   * from reading all outcomes for some open mails.
   */
  static final String LEDGER =
      ledger(ALL_BATCHES, ALL_PLACES, NOT_ADOPTED, "true", "0", "null::bigint");

  /**
   * $1 how many mails to look at, $2 behind which batch. As {@link #LEDGER}, of the books and these
   * only. That a mail waits which nobody accepted cannot be seen so. Gives the last of the batches
   * if there may be more, and how many mails stand neither in the books nor in these.
   */
  static final String SOME =
      ledger(SOME_BATCHES, THEIR_PLACES, NOT_ADOPTED + " where false", "false", REST, LAST);

  private static String ledger(
      String batches,
      String places,
      String notAdopted,
      String looksAtStrays,
      String rest,
      String last) {
    return ALL.formatted(
        LOOKED_AT,
        batches,
        places,
        notAdopted,
        StateCode.Column.OUTCOME.word("o.state"),
        StateCode.Column.OUTCOME.word("e.state"),
        StateCode.Column.OUTCOME.word("j.state"),
        FOLLOWED,
        looksAtStrays,
        rest,
        last);
  }

  private LedgerSql() {}
}
