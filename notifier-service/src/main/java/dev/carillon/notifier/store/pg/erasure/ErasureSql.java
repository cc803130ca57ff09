package dev.carillon.notifier.store.pg.erasure;

import dev.carillon.notifier.store.pg.StateCode;

/** The statements that erase a person. */
final class ErasureSql {
  private static final int CANCELLED_AT_ONCE = 1_000;

  /**
   * $1 event, $2 user, $3 when. Writes down its own transaction, the first time: what has begun to
   * store something before has a lower one.
   */
  static final String BEGIN =
      """
      insert into erasure (event_id, user_id, at, seen)
      values ($1, $2, $3, pg_current_xact_id()) on conflict do nothing
      """;

  /** $1 event. Whether all of these have ended: what they stored is found by what follows. */
  static final String IS_QUIET =
      """
      select pg_snapshot_xmin(pg_current_snapshot()) > seen as quiet
      from erasure where event_id = $1
      """;

  /**
   * $1 addresses in lower case, $2 user, $3 when. The id is nobody else's; an address may be. To
   * whomever the mail of a notification goes that the user did not see: it is about the user.
   */
  private static final String THEIRS =
      """
      ((lower(m.recipient collate "C") = any($1) and m.accepted_at <= $3) or m.user_id = $2
        or m.id = any(array(
          select n.mail_id from notification n where n.user_id = $2 and n.escalation = 'w')))
      """;

  /**
   * $1 to $3 as above. What was merged is closed too: it does not come back when what took its
   * place is called back.
   */
  static final String CLOSE_GIVEN_UP =
      StateCode.sql(
          """
          insert into closed (mail_id)
          select m.id from mails m join outcome o on o.mail_id = m.id
          where o.state in ({DEAD}, {UNKNOWN}, {MERGED}) and
          """
              + THEIRS
              + " on conflict do nothing");

  /**
   * $1 to $3 as above; a piece of it at a time. Takes what waits out of {@code ready} and {@code
   * deferred}, whose rows it locks, so that no worker can take it at the same time; what is leased
   * is on its way and is left. What was perhaps sent is unknown, not cancelled.
   */
  static final String CANCEL_PENDING =
      StateCode.sql(
          """
          with pending as materialized (
            select m.id from mails m
            where not exists (select from outcome o where o.mail_id = m.id) and
          """
              + THEIRS
              + """
            limit %d
          ), chunks as materialized (
            select lane, pos, seq, attempt, mail_ids from ready
            where mail_ids && array(
              select id from pending
              where not exists (select from deferred d where d.mail_id = pending.id)) for update
          ), others as materialized (
            select chunks.lane, chunks.pos, chunks.seq, array(
                     select u.id from unnest(chunks.mail_ids) u(id)
                     where u.id not in (select id from pending)) as mail_ids
            from chunks
          ), gone as (
            delete from ready q using others
            where q.lane = others.lane and q.pos = others.pos and q.seq = others.seq
              and others.mail_ids = '{}'
          ), in_their_place as (
            update ready q set mail_ids = others.mail_ids,
              bytes = q.bytes * cardinality(others.mail_ids) / cardinality(q.mail_ids)
            from others
            where q.lane = others.lane and q.pos = others.pos and q.seq = others.seq
              and others.mail_ids <> '{}'
          ), deferrals as (
            delete from deferred q using pending where q.mail_id = pending.id
            returning q.mail_id, q.attempt
          ), taken as materialized (
            select u.id, chunks.attempt from chunks, unnest(chunks.mail_ids) u(id)
            where u.id in (select id from pending)
            union all
            select mail_id, attempt from deferrals
          ), settled as (
            insert into outcome (mail_id, state, attempt, at, reply)
            select id,
                   case when exists (select from attempt earlier
                       where earlier.mail_id = taken.id and earlier.outcome = 'unknown')
                     then {UNKNOWN} else {CANCELLED} end,
                   attempt, clock_now(), 'the recipient was erased'
            from taken
            on conflict do nothing
          ), windows as (
            delete from merge_window where mail_id = any(array(select id from taken))
          ), given_back as materialized (
            select give_passes_back(array(select id from taken)) as n
          )
          select (select count(*)::int from taken) as taken, (select n from given_back) as given_back,
                 (select count(*)::int from pending where id not in (select id from taken)) as "left"
          """
                  .formatted(CANCELLED_AT_ONCE));

  /** $1 event, $2 addresses in lower case, $3 user, $4 when, $5 how many. */
  static final String ERASE_MAILS = "select erase_mails($1, $2, $3, $4, $5) as n";

  /**
   * $1 user, $2 the most of them. One whose mail is on its way stays until that has ended, however
   * long ago; what was told on the user's topic goes.
   */
  static final String ERASE_NOTIFICATIONS =
      """
      with gone as (
        delete from notification where id in (
          select n.id from notification n
          where n.user_id = $1 and (n.escalation is distinct from 'w'
            or exists (select from outcome o where o.mail_id = n.mail_id)
            or exists (select from mail_record r where r.id = n.mail_id))
          order by n.id limit $2 for update)
        returning id
      ), told as (
        delete from topic_message m using topic t
        where t.name = 'notifications.' || $1::uuid::text and m.topic = t.id
      )
      select count(*)::int as n from gone
      """;

  /** $1 event, $2 kind, $3 how many. */
  static final String COUNT = "select count_erased($1, $2, $3)";

  /** $1 event, $2 addresses in lower case, $3 user, $4 when. */
  static final String ERASE_TRACES = "select erase_traces($1, $2, $3, $4)";

  /** $1 event. */
  static final String FINISH =
      """
      with done as (
        update erasure set done_at = clock_now() where event_id = $1 and done_at is null
      )
      select kind, n from erasure_count where event_id = $1
      """;

  /** $1 the most of them. After a minute every request of before has ended. */
  static final String UNSWEPT =
      """
      select event_id, user_id, at from erasure
      where not swept and done_at < clock_now() - interval '1 minute' order by at limit $1
      """;

  /** $1 event. */
  static final String SWEPT = "update erasure set swept = true where event_id = $1";

  private ErasureSql() {}
}
