package dev.carillon.notifier.store.pg.control;

import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.store.pg.StateCode;
import dev.carillon.notifier.store.pg.queue.Leases;

/** The statements that change what waits or was given up. */
final class ControlSql {
  /**
   * Takes mail $1 out of a chunk of what is ready; the others of the chunk keep their place. The
   * row is locked, so that no worker can take it at the same time.
   */
  private static final String WITH_TAKEN_FROM_READY =
      """
      with chunk as materialized (
        select lane, pos, seq, attempt, mail_ids from ready
        where mail_ids @> array[$1::uuid] for update
      ), gone as (
        delete from ready q using chunk
        where q.lane = chunk.lane and q.pos = chunk.pos and q.seq = chunk.seq
          and cardinality(chunk.mail_ids) = 1
      ), others as (
        update ready q set mail_ids = array_remove(chunk.mail_ids, $1),
          bytes = q.bytes - q.bytes / cardinality(chunk.mail_ids)
        from chunk
        where q.lane = chunk.lane and q.pos = chunk.pos and q.seq = chunk.seq
          and cardinality(chunk.mail_ids) > 1
      ),
      """;

  /**
   * Where mail $1 is, if nothing was changed, as the statement found it: it is ready or deferred
   * where it is in none of these places, and somebody has moved it meanwhile.
   */
  private static final String PLACE =
      """
      exists (select from mail_history where id = $1) as known,
      exists (select from outcome where mail_id = $1)
        or exists (select from mail_record where id = $1) as settled,
      exists (select from lease where mail_ids @> array[$1::uuid]) as leased
      """;

  /**
   * $1 mail, $2 why. Ready first and deferred second, as everywhere. What was perhaps sent is
   * unknown, not cancelled.
   */
  static final String CANCEL =
      StateCode.sql(
          WITH_TAKEN_FROM_READY
              + """
              deferral as (
                delete from deferred where mail_id = $1 returning attempt
              ), taken as materialized (
                select attempt from chunk union all select attempt from deferral
              ), settled as (
                insert into outcome (mail_id, state, attempt, at, reply)
                select $1,
                       case when exists (
                           select from attempt earlier
                           where earlier.mail_id = $1 and earlier.outcome = 'unknown')
                         then {UNKNOWN} else {CANCELLED} end, attempt, clock_now(), $2
                from taken
                on conflict do nothing
              ), given_back as materialized (
                select give_passes_back(array[$1]) as n where exists (select from taken)
              )
              select (select count(*) from taken)::int as changed,
                     (select n from given_back) as given_back,
              """
              + PLACE);

  /** An actor's request where it is a trace id, for a statement that has it as a parameter. */
  private static final String REQUEST = "case when %1$s ~ '^[0-9a-f]{32}$' then %1$s::uuid end";

  /**
   * $1 mail, $2 when, on the clock of schedules, $3 who moves it, $4 with which request. It gives
   * back the passes of throttles that it has: others may go.
   */
  static final String RESCHEDULE =
      StateCode.sql(
          WITH_TAKEN_FROM_READY
              + """
              moved as (
                update deferred
                set run_at = least(greatest($2::timestamptz - (select shift from schedule_shift), clock_now()),
                      (select m.expires_at from mails m where m.id = $1)), last_error = null,
                    throttle = null, throttle_key = null,
                    reason = case when attempt > 1 then {RETRYING} else {SCHEDULED} end
                where mail_id = $1
                returning mail_id
              ), deferral as (
                insert into deferred (mail_id, run_at, lane, attempt, reason)
                select $1, least(greatest($2::timestamptz - (select shift from schedule_shift), clock_now()),
                         (select m.expires_at from mails m where m.id = $1)), lane, attempt,
                       case when attempt > 1 then {RETRYING} else {SCHEDULED} end
                from chunk
                on conflict do nothing
              ), told as (
                insert into mail_change (mail_id, at, kind, actor, request, until)
                select $1, clock_now(), 'rescheduled', $3::text,
              """
              + REQUEST.formatted("$4::text")
              + """
                , $2
                where exists (select from chunk) or exists (select from moved)
                on conflict do nothing
              ), given_back as materialized (
                select give_passes_back(array[$1]) as n
                where exists (select from chunk) or exists (select from moved)
              )
              select ((select count(*) from moved) + (select count(*) from chunk))::int as changed,
                     (select n from given_back) as given_back,
              """
              + PLACE);

  private static final String QUEUED =
      """
      , revived as (
        select given_up.mail_id, given_up.attempt, m.lane
        from given_up join mails m on m.id = given_up.mail_id
      ), numbered as (
        select mail_id, lane, least(attempt + 1, 32000)::smallint as attempt,
               (row_number() over (partition by lane, attempt order by mail_id) - 1) / %d as chunk
        from revived
      ), queued as (
        insert into ready (lane, pos, attempt, mail_ids, bytes)
        select lane, %s, attempt, array_agg(mail_id), bytes_of_mails(array_agg(mail_id))
        from numbered group by lane, attempt, chunk
      ), told as (
        insert into mail_change (mail_id, at, kind, actor, request, state, since)
        select mail_id, clock_now(), 'retried', $1::text, %s, state, at from given_up
        on conflict do nothing
      )
      select count(*)::int as revived from revived
      """
          .formatted(
              QueueLimits.CHUNK, Leases.head("numbered.lane"), REQUEST.formatted("$2::text"));

  /**
   * $1 who has them tried again, $2 with which request, $3 mail or null, $4 state or null, $5 the
   * most of them: the oldest. None of the erased.
   */
  static final String RETRY =
      "with given_up as materialized (select * from take_given_up($3::uuid, $4::text::\"char\", $5))"
          + QUEUED;

  /**
   * $1 who has them tried again, $2 with which request, $3 mails: those that are no longer given
   * up, or cannot be tried again, stay.
   */
  static final String RETRY_THESE =
      "with given_up as materialized (select * from take_given_up($3::uuid[]))" + QUEUED;

  /**
   * The oldest that were given up: $1 state, $2 and $3 time and mail behind which they stand, $4
   * the last time, null for now. The limit is written in: a parameter would be planned as a tenth
   * of all, and all of them sorted. The clock is asked once, not for each row.
   */
  static final String GIVEN_UP =
      """
      select mail_id, at, reply, (select clock_now()) as seen_at from outcome
      where state in ('d', 'u') and state = $1::text::"char" and (at, mail_id) > ($2, $3)
        and at <= coalesce($4, (select clock_now()))
      order by at, mail_id limit %d
      """;

  /** $1 a mail that lost its dedup key. */
  static final String KEY_HOLDER = "select dedup_holder($1) as id";

  private ControlSql() {}
}
