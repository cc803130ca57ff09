package dev.carillon.notifier.store.pg.accept;

import dev.carillon.notifier.domain.queue.QueueLimits;
import dev.carillon.notifier.store.pg.StateCode;
import dev.carillon.notifier.store.pg.queue.Leases;

/**
 * The statements that store mail. What a caller says of a moment is on the clock of schedules, and
 * so is the answer's {@code eta}; a row has the moment at which it will come.
 */
final class AcceptSql {
  /** What stands and falls with the mails in {@code fresh}. */
  private static final String INTO_QUEUE =
      StateCode.sql(
          """
          stored as (
            insert into mail (id, recipient, recipient_name, user_id, subject, body, message_id,
              accepted_at, expires_at, lane, template, topic, critical, zone, hold_unknown, sender,
              request, replaces, span, due)
            select id, recipient, name, user_id, subject, body, message_id,
                   now, expires_at, lane, template, topic, critical, zone, hold_unknown, sender,
                   request, replaces, span, case when later then run_at + shift else send_at end
            from fresh
          ), counted as (
            insert into accept_batch (n, at, mail_ids)
            select count(*), clock_now(), array_agg(id) from fresh having count(*) > 0
          ), scheduled as (
            insert into deferred (mail_id, run_at, lane, reason, sender, bytes)
            select id, least(run_at, expires_at), lane, {SCHEDULED}, coalesce(sender, ''),
                   octet_length(body)
            from fresh where later
          ), numbered as (
            select id, lane, sender, place, octet_length(body) as bytes,
                   row_number() over in_turn as nth, (row_number() over in_turn - 1) / %1$d as chunk,
                   (sum(octet_length(body)) over in_turn - octet_length(body)) / %2$d as part
            from fresh where not later window in_turn as (partition by lane, sender order by id)
          ), queued as (
            insert into ready (lane, pos, mail_ids, bytes)
            select lane, max(place) + max(nth), array_agg(id order by id), sum(bytes)
            from numbered group by lane, sender, chunk, part order by lane, chunk, part
          )
          select id, later, case when later then run_at + shift else now end as eta, run_at
          """
              .formatted(QueueLimits.CHUNK, QueueLimits.CHUNK_BYTES));

  /**
   * Arrays, an element for each mail: $1 id, $2 recipient, $3 name, $4 user, $5 subject, $6 body,
   * $7 message id, $8 expires at, $9 lane, $10 template, $11 topic, $12 critical, $13 zone, $14
   * hold unknown, $15 send at, $16 delay in ms, $17 dedup key, $18 who has it sent, $19 its
   * request, $20 whose place it takes, $21 the place of its lane behind which it goes, $22 the span
   * that it came with. Gives what is stored; what is missing has a key that another mail has.
   */
  static final String ENQUEUE =
      enqueue(
          "",
          "",
          """
          new_keys as (
            insert into dedup (key, mail_id, at)
            select dedup_key, id, now from given where dedup_key is not null
            order by dedup_key -- in one order everywhere: two commits wait for, not against, each other
            on conflict do nothing returning mail_id
          ), fresh as materialized (
            select given.*, coalesce(given.run_at > given.now, false) as later from given
            where dedup_key is null or id in (select mail_id from new_keys)
          ),
          """,
          "from fresh");

  /**
   * A statement that puts mails into the queue.
   *
   * @param arrays that it has besides, from $23 on, each with a comma before it
   * @param names of their elements, likewise
   * @param fresh makes of {@code given} those that are stored
   * @param columns the rest of what it gives, and from where
   */
  static String enqueue(String arrays, String names, String fresh, String columns) {
    return """
      with clock as materialized (
        select clock_now() as now, (select shift from schedule_shift) as shift
      ), given as materialized (
        select g.*, clock.now, clock.shift,
               greatest(coalesce(g.send_at - clock.shift, clock.now + g.delay * interval '1 ms'),
                 clock.now) as run_at
        from clock,
          unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::text[],
            $7::text[], $8::timestamptz[], $9::smallint[], $10::text[], $11::text[],
            $12::boolean[], $13::text[], $14::boolean[], $15::timestamptz[], $16::bigint[],
            $17::text[], $18::text[], $19::uuid[], $20::uuid[], $21::bigint[],
            $22::bigint[]%s)
          g(id, recipient, name, user_id, subject, body, message_id, expires_at, lane, template,
            topic, critical, zone, hold_unknown, send_at, delay, dedup_key,
            sender, request, replaces, place, span%s)
      ),
      """
            .formatted(arrays, names)
        + fresh
        + INTO_QUEUE
        + columns;
  }

  /**
   * $1..$14 as in {@link #ENQUEUE}, $15 the worker who gets them at once: mails that need not wait
   * and have no key; $16 who has each sent, $17 its request, $18 the span that it came with. One
   * row for each lease, the most urgent first, with those of all its mails that may not go out;
   * nothing, and nothing is stored, while everything is paused. Arrays that are unnested in the
   * select list pass through no tuple store.
   */
  static final String LEASE =
      """
      with clock as materialized (
        select clock_now() as now, (select shift from schedule_shift) as shift
        where not exists (select from pause where template = '')
      ), stored as (
        insert into mail (id, recipient, recipient_name, user_id, subject, body, message_id,
          accepted_at, expires_at, lane, template, topic, critical, zone, hold_unknown, sender,
          request, span)
        select id, recipient, name, user_id, subject, body, message_id,
               now, expires_at, lane, template, topic, critical, zone, hold_unknown, sender,
               request, span
        from clock, (
          select unnest($1::uuid[]) as id, unnest($2::text[]) as recipient,
                 unnest($3::text[]) as name, unnest($4::uuid[]) as user_id,
                 unnest($5::text[]) as subject, unnest($6::text[]) as body,
                 unnest($7::text[]) as message_id, unnest($8::timestamptz[]) as expires_at,
                 unnest($9::smallint[]) as lane, unnest($10::text[]) as template,
                 unnest($11::text[]) as topic, unnest($12::boolean[]) as critical,
                 unnest($13::text[]) as zone, unnest($14::boolean[]) as hold_unknown,
                 unnest($16::text[]) as sender, unnest($17::uuid[]) as request,
                 unnest($18::bigint[]) as span) given
      ), counted as (
        insert into accept_batch (n, at, mail_ids) select cardinality($1), now, $1 from clock
      ), leased as (
        insert into lease (worker, until, lane, attempt, mail_ids, server_start, taken_at)
        select $15::bigint, clock.now + %s, lane, 1, array_agg(id), pg_postmaster_start_time(),
               clock.now
        from clock, unnest($1, $9) given(id, lane) group by clock.now, lane
        returning lease_id, lane
      ), stopped as (
        select array_agg(id) as ids, array_agg(verdict) as verdicts
        from (
          select given.id, %s as verdict
          from clock, unnest($1, $2, $8, $10, $11, $12)
            given(id, recipient, expires_at, template, topic, critical)
          offset 0) judged -- asked once for each mail
        where verdict <> 'SEND'
      )
      select leased.lease_id, leased.lane, clock.now, clock.now + clock.shift as schedule_now,
             stopped.ids, stopped.verdicts
      from clock, leased, stopped order by leased.lane
      """
          .formatted(Leases.LIFE, Leases.verdict("given", "clock.now"));

  /**
   * $1 key, $2 mail, $3 kind, $4 the sender's key, $5 recipient. Whoever comes second waits here
   * until the first has committed.
   */
  static final String OPEN_WINDOW =
      """
      insert into merge_window (key, mail_id, since, kind, name, recipient)
      values ($1, $2, clock_now(), $3, $4, $5)
      on conflict (key) do update set key = excluded.key
      returning mail_id, since, closes_at, items, mails, clock_now() as now
      """;

  /**
   * $1 the mail that waits, $2 the one that takes its place. When it was due, if it still waits.
   */
  static final String MERGE =
      StateCode.sql(
          """
          with replaced as (
            delete from deferred where mail_id = $1 and reason = {SCHEDULED}
            returning mail_id, attempt, run_at
          ), settled as (
            insert into outcome (mail_id, state, attempt, at, merged_into)
            select mail_id, {MERGED}, attempt, clock_now(), $2 from replaced
          )
          select run_at from replaced
          """);

  /** $1 mail. */
  static final String SPAN = "select request, span from mails where id = $1";

  /** $1 key, $2 mail, $3 since, $4 when it closes, $5 what is in it, $6 how many, $7 kind. */
  static final String MOVE_WINDOW =
      """
      update merge_window set mail_id = $2, since = $3, closes_at = $4, items = $5, mails = $6,
        kind = $7
      where key = $1
      """;

  /** $1 sources, $2 events. Gives those that are new; in one order everywhere, as dedup keys. */
  static final String NOTE_EVENTS =
      """
      insert into inbox_event (source, event_id, at)
      select source, event_id, now
      from unnest($1::text[], $2::uuid[]) event(source, event_id), clock_now() now
      order by source, event_id
      on conflict do nothing returning event_id
      """;

  /** $1 keys of mails that were not sent, or are not known any more. Gives those that are free. */
  static final String FREE_KEYS = "select free_dedup_keys($1) as key";

  /**
   * $1 the most of each. Keys are kept for 30 days, windows for 2 after the longest delay. Gives
   * how many of the one that most were forgotten of.
   */
  static final String FORGET =
      """
      with old_keys as (
        delete from dedup where key in (
          select key from dedup where at < clock_now() - interval '30 days'
          order by at limit $1)
        returning key
      ), old_windows as (
        delete from merge_window where key in (
          select old.key from merge_window old
          where not exists (select from deferred waiting where waiting.mail_id = old.mail_id)
            and coalesce(old.closes_at, old.since) < clock_now() - interval '2 days'
          order by coalesce(old.closes_at, old.since) limit $1 for update skip locked)
        returning key
      )
      select greatest((select count(*) from old_keys), (select count(*) from old_windows))::int as n
      """;

  private AcceptSql() {}
}
