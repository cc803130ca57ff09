package dev.carillon.notifier.store.pg.suppression;

import dev.carillon.notifier.domain.queue.HoldReason;
import dev.carillon.notifier.store.pg.StateCode;

/** The statements of suppressions and pauses. */
final class SuppressionSql {
  /** $1 address, $2 topic, $3 reason, $4 who. Who put it there first stays. */
  static final String ADD =
      """
      insert into suppression as known (address, topic, reason, since, actor)
      values (lower($1 collate "C"), $2, $3, clock_now(), $4)
      on conflict (address, topic) do update set reason = coalesce(excluded.reason, known.reason)
      returning address, topic, reason, since, actor
      """;

  /** $1 address, $2 topic, $3 reason. What is there stays. */
  static final String ADD_IF_ABSENT =
      """
      insert into suppression (address, topic, reason, since)
      values (lower($1 collate "C"), $2, $3, clock_now()) on conflict do nothing
      """;

  /**
   * What {@code known} has ended is remembered: who did, and of all that fits the condition the
   * last so many.
   */
  private static String remembered(String who, String condition, int last) {
    return """
      , kept as (
        insert into suppression_past (address, topic, reason, since, actor, until, ended_by)
        select address, topic, reason, since, actor, clock_now(), %1$s from known
      ), forgotten as (
        delete from suppression_past
        where %2$s and exists (select from known) and id <= (
          select id from suppression_past where %2$s order by id desc offset %3$d limit 1)
      )
      """
        .formatted(who, condition, last - 1);
  }

  /** $1 address, $2 topic, $3 the only reason for which it is taken off, by the recipient. */
  static final String REMOVE_FOR_REASON =
      """
      with known as (
        delete from suppression
        where address = lower($1 collate "C") and topic = $2 and reason = $3
        returning address, topic, reason, since, actor
      )"""
          + remembered("null", "ended_by is null and address = lower($1 collate \"C\")", 10)
          + "select from known";

  /** $1 address, $2 topic. */
  static final String IS_SUPPRESSED =
      """
      select exists (select from suppression
          where address = lower($1 collate "C") and topic in ($2, ''))
        or exists (select from suppression_hash
          where hash = hash_of_address($1) and topic in ($2, '')) as suppressed
      """;

  /** $1 address, $2 topic, $3 who. Also where only a hash of the address is left. */
  static final String REMOVE =
      """
      with known as (
        delete from suppression where address = lower($1 collate "C") and topic = $2
        returning address, topic, reason, since, actor
      ), hashed as (
        delete from suppression_hash where hash = hash_of_address($1) and topic = $2 returning topic
      )"""
          + remembered("$3", "ended_by = $3", 1_000)
          + "select topic from known union all select topic from hashed";

  /** $1 and $2 the last before, $3 limit. */
  static final String LIST =
      """
      select address, topic, reason, since, actor from suppression
      where (address, topic) > ($1, $2)
      order by address, topic limit $3
      """;

  /** The same, of address $4, with those of which only a hash is left. */
  static final String LIST_OF_ADDRESS =
      """
      select asked.address, known.topic, max(known.reason) as reason, min(known.since) as since,
        max(known.actor) as actor
      from (select lower($4 collate "C") as address) asked, lateral (
        select topic, reason, since, actor from suppression where address = asked.address
        union all
        select topic, null, since, null from suppression_hash
        where hash = hash_of_address(asked.address)
      ) known
      where (asked.address, known.topic) > ($1, $2)
      group by asked.address, known.topic order by known.topic limit $3
      """;

  /** Of $1 or, if that is null, of all, $2 the last before or null, $3 limit; the newest first. */
  static final String LIST_ENDED =
      """
      select id, address, topic, reason, since, actor, until, ended_by from suppression_past
      where ($1::text is null or address = lower($1 collate "C"))
        and ($2::bigint is null or id < $2)
      order by id desc limit $3
      """;

  /** $1 template, $2 who. What an earlier pause of it held is not let go any more. */
  static final String PAUSE =
      """
      with kept as (
        delete from hold_release where reason = '%1$s' || $1
      )
      insert into pause (template, since, actor) values ($1, clock_now(), $2) on conflict do nothing
      """
          .formatted(HoldReason.PAUSED);

  /**
   * $1 template, $2 who. Waits for transactions that hold mail because of it. The last thousand
   * pauses are remembered.
   */
  static final String RESUME =
      """
      with ended as (
        delete from pause where template = $1 returning template, since, actor
      ), kept as (
        insert into pause_past (template, since, until, actor, ended_by)
        select template, since, clock_now(), actor, $2 from ended on conflict do nothing
      )
      delete from pause_past
      where since < (select since from pause_past order by since desc offset 999 limit 1)
      """;

  /** $1 template. In the transaction that ends the pause: what it held is let go, come what may. */
  static final String LET_GO =
      StateCode.sql(
          """
          insert into hold_release (reason, since) values ({PAUSED} || $1, clock_now())
          on conflict do nothing
          """);

  /**
   * $1 the most of them. Lets go some of what a hold that is over has held, and forgets the hold
   * when there is no more. One process at a time for each hold. Gives how many, and whether there
   * was a hold to look at.
   */
  static final String RELEASE =
      StateCode.sql(
          """
          with over as materialized (
            select reason from hold_release order by since limit 1 for update skip locked
          ), piece as materialized (
            select held.mail_id from over cross join lateral (
              select d.mail_id from deferred d
              where d.reason = {HELD} and d.last_error = over.reason
              order by d.mail_id limit $1 for update skip locked) held
          ), released as (
            update deferred d set run_at = clock_now(), last_error = null,
              reason = case when d.attempt > 1 then {RETRYING} else {SCHEDULED} end
            from piece where d.mail_id = piece.mail_id
            returning d.mail_id
          ), done as (
            delete from hold_release using over
            where hold_release.reason = over.reason and not exists (select from piece)
              and not exists (
                select from deferred d where d.reason = {HELD} and d.last_error = over.reason)
          )
          select (select count(*) from released)::int as released,
                 exists (select from over) as looked
          """);

  static final String PAUSES = "select template, since, actor from pause order by template";

  static final String SECRET = "select value from secret where name = 'unsubscribe'";

  private SuppressionSql() {}
}
