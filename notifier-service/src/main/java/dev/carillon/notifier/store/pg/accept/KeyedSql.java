package dev.carillon.notifier.store.pg.accept;

import dev.carillon.notifier.store.pg.queue.Leases;

/**
 * The statements that store mail under idempotency keys: the answer is written first, and only with
 * it is there a mail. What they give has a fingerprint where it is the answer that a key got
 * before. What is missing has a key that has expired or is being used, or another mail has its
 * {@code dedupKey}. Where another transaction takes a {@code dedupKey} at this moment the whole
 * fails, and nothing of it stays.
 */
final class KeyedSql {
  /** Times as {@link java.time.Instant} reads them. */
  private static final String TEXT =
      "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

  /**
   * %1$s the contract, %2$s the time as a text. "offset 0" has it ask for each key: a plan that is
   * made while there are none reads all that there ever are.
   */
  private static final String KNOWN =
      """
      known as materialized (
        select given.id, kept.fingerprint, kept.response, kept.failure, kept.expires_at
        from given cross join lateral (
          select fingerprint, response, failure, expires_at from idempotency
          where principal = given.principal and contract = %1$s
            and key in (given.key, 'sha256:' || encode(sha256(convert_to(given.key, 'UTF8')), 'hex'))
          offset 0) kept
      ), written as materialized (
        select %2$s as text from clock
      ),
      """;

  /** %1$s the contract, %2$s hours, %3$s the answer, %4$s what else must hold. */
  private static final String KEPT =
      """
      kept as (
        insert into idempotency (principal, contract, key, fingerprint, response, subject,
          created_at, expires_at)
        select principal, %1$s, key, fingerprint, %3$s, about, now,
               now + %2$s::int * interval '1 hour'
        from given, written
        where id not in (select id from known) %4$s
        order by principal, key -- as dedup keys: in one order everywhere
        on conflict do nothing
        returning (response ->> 'id')::uuid as id
      ),
      """;

  private static final String REPLAYED =
      """
      fingerprint, response::text, failure::text from known
      where expires_at > (select now from clock)
      """;

  /**
   * $1 to $22 as in {@link AcceptSql#ENQUEUE}, $23 principals, $24 keys, $25 fingerprints, $26 whom
   * the answers are about, $27 whether they can be called back until they go, $28 the contract, $29
   * for how many hours answers are kept.
   */
  static final String ENQUEUE =
      AcceptSql.enqueue(
          ", $23::text[], $24::text[], $25::bytea[], $26::text[], $27::boolean[]",
          ", principal, key, fingerprint, about, undo",
          KNOWN.formatted("$28", TEXT.formatted("now"))
              + """
              held as materialized (
                select given.id from given
                where (select d.key from dedup d where d.key = given.dedup_key) is not null
              ),
              """
              + KEPT.formatted(
                  "$28",
                  "$29",
                  """
                  jsonb_build_object('id', id, 'duplicate', false, 'undoUntil', null,
                      'state', 'ready', 'eta', written.text)
                    || case when run_at > now then jsonb_build_object('state', 'scheduled',
                      'eta', %s, 'undoUntil', case when undo then %s end) else '{}' end"""
                      .formatted(TEXT.formatted("(run_at + shift)"), TEXT.formatted("run_at")),
                  "and id not in (select id from held)")
              + """
              new_keys as (
                insert into dedup (key, mail_id, at)
                select dedup_key, id, now from given join kept using (id)
                where dedup_key is not null order by dedup_key
              ), fresh as materialized (
                select given.*, coalesce(given.run_at > given.now, false) as later
                from given join kept using (id)
              ),
              """,
          """
          , null::bytea as fingerprint, null::text as response, null::text as failure from fresh
          union all
          select id, null, null, null,
          """
              + REPLAYED);

  /**
   * $1 to $18 as in {@link AcceptSql#LEASE}, $19 principals, $20 keys, $21 fingerprints, $22 whom
   * the answers are about, $23 the contract, $24 for how many hours answers are kept. One row for
   * each lease, with all of its mails and those of them that may not go out, and one for each
   * answer of before; nothing while everything is paused.
   */
  static final String LEASE =
      """
      with clock as materialized (
        select clock_now() as now, (select shift from schedule_shift) as shift
        where not exists (select from pause where template = '')
      ), given as materialized (
        select given.*, clock.now
        from clock, (
          select unnest($1::uuid[]) as id, unnest($2::text[]) as recipient,
                 unnest($3::text[]) as name, unnest($4::uuid[]) as user_id,
                 unnest($5::text[]) as subject, unnest($6::text[]) as body,
                 unnest($7::text[]) as message_id, unnest($8::timestamptz[]) as expires_at,
                 unnest($9::smallint[]) as lane, unnest($10::text[]) as template,
                 unnest($11::text[]) as topic, unnest($12::boolean[]) as critical,
                 unnest($13::text[]) as zone, unnest($14::boolean[]) as hold_unknown,
                 unnest($16::text[]) as sender, unnest($17::uuid[]) as request,
                 unnest($18::bigint[]) as span,
                 unnest($19::text[]) as principal, unnest($20::text[]) as key,
                 unnest($21::bytea[]) as fingerprint, unnest($22::text[]) as about) given
      ),
      """
          + KNOWN.formatted("$23", TEXT.formatted("now"))
          + KEPT.formatted(
              "$23",
              "$24",
              """
              jsonb_build_object('id', id, 'state', 'ready', 'eta', written.text,
                       'undoUntil', null, 'duplicate', false)""",
              "")
          + """
          fresh as materialized (
            select given.* from given join kept using (id)
          ), stored as (
            insert into mail (id, recipient, recipient_name, user_id, subject, body, message_id,
              accepted_at, expires_at, lane, template, topic, critical, zone, hold_unknown, sender,
              request, span)
            select id, recipient, name, user_id, subject, body, message_id,
                   now, expires_at, lane, template, topic, critical, zone, hold_unknown, sender,
                   request, span
            from fresh
          ), counted as (
            insert into accept_batch (n, at, mail_ids)
            select count(*), now, array_agg(id) from fresh group by now
          ), leased as (
            insert into lease (worker, until, lane, attempt, mail_ids, server_start, taken_at)
            select $15::bigint, now + %s, lane, 1, array_agg(id), pg_postmaster_start_time(), now
            from fresh group by now, lane
            returning lease_id, lane, mail_ids
          ), stopped as (
            select array_agg(id) as ids, array_agg(verdict) as verdicts
            from (
              select fresh.id, %s as verdict from fresh
              offset 0) judged -- asked once for each mail
            where verdict <> 'SEND'
          )
          select leased.lease_id, leased.lane, clock.now, clock.now + clock.shift as schedule_now,
                 leased.mail_ids, stopped.ids,
                 stopped.verdicts, null::uuid as id, null::bytea as fingerprint,
                 null::text as response, null::text as failure
          from clock, leased, stopped
          union all
          select null, null, null, null, null, null, null, id,
          """
              .formatted(Leases.LIFE, Leases.verdict("fresh", "fresh.now"))
          + REPLAYED
          + "order by lane";

  private KeyedSql() {}
}
