package dev.carillon.store.pg.idempotency;

/** The statements on the table that each schema's migration makes. */
final class IdempotencySql {
  /** $1 scope, of this schema. Held until the transaction ends, however it ends. */
  static final String TRY_LOCK =
      "select pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' ' || $1, 1))";

  /** $1 principal, $2 contract, $3 key. Of an answer about somebody erased a hash of it is left. */
  static final String FIND =
      """
      select fingerprint, response::text as response, failure::text as failure
      from idempotency
      where principal = $1 and contract = $2 and expires_at > clock_now()
        and key in ($3, 'sha256:' || encode(sha256(convert_to($3::text, 'UTF8')), 'hex'))
      """;

  /**
   * The same for many: arrays of an element for each, $1 principals, $2 contracts, $3 keys. Gives
   * the numbers, from 1, of those that have an answer.
   */
  static final String FIND_MANY =
      """
      select asked.n::int as n, fingerprint, response::text as response, failure::text as failure
      from unnest($1::text[], $2::text[], $3::text[])
          with ordinality asked(principal, contract, key, n)
        cross join lateral (
          select fingerprint, response, failure from idempotency
          where principal = asked.principal and contract = asked.contract
            and key in (asked.key, 'sha256:' || encode(sha256(convert_to(asked.key, 'UTF8')), 'hex'))
            and expires_at > (select clock_now())
          offset 0) kept
      """;

  /**
   * $1 principal, $2 contract, $3 key, $4 fingerprint, $5 response, $6 failure, $7 subject, $8
   * hours. What has expired makes room.
   */
  static final String KEEP =
      """
      insert into idempotency as kept (principal, contract, key, fingerprint, response, failure, subject,
        created_at, expires_at)
      select $1, $2, $3, $4, $5::text::jsonb, $6::text::jsonb, $7, now,
             now + $8::int * interval '1 hour'
      from clock_now() now
      on conflict (principal, contract, key) do update
      set fingerprint = excluded.fingerprint, response = excluded.response,
          failure = excluded.failure, subject = excluded.subject,
          created_at = excluded.created_at, expires_at = excluded.expires_at
      where kept.expires_at <= excluded.created_at
      """;

  /** $1 rows at most. */
  static final String FORGET_EXPIRED =
      """
      delete from idempotency where (principal, contract, key) in (
        select principal, contract, key from idempotency where expires_at <= clock_now()
        order by expires_at limit $1)
      """;

  private IdempotencySql() {}
}
