package dev.carillon.notifier.store.pg.control;

import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.store.pg.NamedStatement;
import dev.carillon.notifier.store.pg.StateCode;

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

  /** An outcome of what was called back: what was perhaps sent is unknown, not cancelled. */
  private static final String CANCELLED_UNLESS_PERHAPS_SENT =
      """
      case when exists (
          select from attempt earlier where earlier.mail_id = %s and earlier.outcome = 'unknown')
        then {UNKNOWN} else {CANCELLED} end""";

  /** $1 mail, $2 why. Ready first and deferred second, as everywhere. */
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
                select $1, %s, attempt, clock_now(), $2
                from taken
                on conflict do nothing
              ), given_back as materialized (
                select give_passes_back(array[$1]) as n where exists (select from taken)
              )
              select (select count(*) from taken)::int as changed,
                     (select n from given_back) as given_back,
              """
                  .formatted(CANCELLED_UNLESS_PERHAPS_SENT.formatted("$1"))
              + PLACE);

  /** $1 mail, $2 when. */
  static final String RESCHEDULE =
      StateCode.sql(
          WITH_TAKEN_FROM_READY
              + """
              moved as (
                update deferred
                set run_at = least(greatest($2, clock_now()),
                      (select m.expires_at from mails m where m.id = $1)), last_error = null,
                    throttle = null, throttle_key = null,
                    reason = case when attempt > 1 then {RETRYING} else {SCHEDULED} end
                where mail_id = $1
                returning mail_id
              ), deferral as (
                insert into deferred (mail_id, run_at, lane, attempt, reason)
                select $1, least(greatest($2, clock_now()),
                         (select m.expires_at from mails m where m.id = $1)), lane, attempt,
                       case when attempt > 1 then {RETRYING} else {SCHEDULED} end
                from chunk
                on conflict do nothing
              )
              select ((select count(*) from moved) + (select count(*) from chunk))::int as changed,
              """
              + PLACE);

  /** $1 mail or null, $2 state or null, $3 the most of them: the oldest. None of the erased. */
  static final String RETRY =
      """
      with revived as (
        select given_up.mail_id, given_up.attempt, m.lane
        from revive($1, $2::text::"char", $3) given_up join mails m on m.id = given_up.mail_id
      ), numbered as (
        select mail_id, lane, least(attempt + 1, 32000)::smallint as attempt,
               (row_number() over (partition by lane, attempt order by mail_id) - 1) / %d as chunk
        from revived
      ), queued as (
        insert into ready (lane, attempt, mail_ids, bytes)
        select lane, attempt, array_agg(mail_id), bytes_of_mails(array_agg(mail_id))
        from numbered group by lane, attempt, chunk
      )
      select count(*)::int as revived from revived
      """
          .formatted(QueueLimits.CHUNK);

  /**
   * Of addresses in lower case and of a user; what was accepted after the event is for somebody
   * else. Takes what waits out of {@code ready} and {@code deferred}, whose rows it locks, so that
   * no worker can take it at the same time; what is leased is on its way and is left. What was
   * given up is closed: it cannot be tried again; and so is what was merged: it does not come back
   * when what took its place is called back. The event is noted when nothing is left.
   */
  static final NamedStatement CANCEL_PENDING =
      NamedStatement.of(
          StateCode.sql(
              """
          with theirs as materialized (
            select m.id, (select o.state from outcome o where o.mail_id = m.id) as state from mails m
            where (lower(m.recipient collate "C") = any(#{addresses}) or m.user_id = #{user})
              and m.accepted_at <= #{time}
              and not exists (
                select from inbox_event seen where seen.source = #{source} and seen.event_id = #{event})
          ), pending as materialized (
            select id from theirs where state is null
          ), given_up as (
            insert into closed (mail_id)
            select id from theirs where state in ({DEAD}, {UNKNOWN}, {MERGED})
            on conflict do nothing
          ), chunks as materialized (
            select lane, pos, seq, attempt, mail_ids from ready
            where mail_ids && array(select id from pending) for update
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
            select id, %s, attempt, clock_now(), 'the recipient was erased'
            from taken
            on conflict do nothing
          ), given_back as materialized (
            select give_passes_back(array(select id from taken)) as n
          ), windows as (
            delete from merge_window where lower(recipient collate "C") = any(#{addresses})
          ), keys as (
            delete from dedup where split_part(key, e'\n', 1) = any(#{addresses})
          ), left_over as materialized (
            select count(*)::int as n from pending where id not in (select id from taken)
          ), noted as (
            insert into inbox_event (source, event_id, at)
            select #{source}, #{event}, clock_now() from left_over where n = 0
            on conflict do nothing
          )
          select n as "left", (select n from given_back) as given_back from left_over
          """
                  .formatted(CANCELLED_UNLESS_PERHAPS_SENT.formatted("taken.id"))));

  /** $1 a mail that lost its dedup key. */
  static final String KEY_HOLDER = "select dedup_holder($1) as id";

  /** $1 addresses in lower case. What they want is kept, and who they are is not. */
  static final String HASH_SUPPRESSIONS =
      """
      with known as (
        delete from suppression where address = any($1) returning address, topic, since
      )
      insert into suppression_hash (hash, topic, since)
      select hash_of_address(address), topic, since from known
      on conflict do nothing
      """;

  /** $1 addresses in lower case, $2 user or null, $3 the last moment of acceptance, $4 how many. */
  static final String ERASE_CONTENT = "select erase_mail_content($1, $2, $3, $4) as n";

  private ControlSql() {}
}
