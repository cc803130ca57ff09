package dev.carillon.store.pg;

/** The statements of the relay; the table stands in each schema's migration. */
final class OutboxSql {
  static final String TRY_LEAD = "select pg_try_advisory_lock(hashtextextended($1, 0))";

  /**
   * $1 limit. What is behind an event that waits, waits too; there is one moment for all rows, or
   * the wait could end between two of them.
   */
  static final String OLDEST =
      """
      with t as materialized (select clock_now() as now)
      select id, subject, type, at, payload::text as payload, attempts
      from outbox o
      where parked_at is null and not exists (
        select from outbox w
        where w.subject = o.subject and w.parked_at is null and w.next_at > (select now from t))
      order by seq limit $1
      """;

  /** $1 ids, $2 why. 0.1 s after the first failure, twice as long each time, 5 s at most. */
  static final String LATER =
      """
      update outbox o
      set attempts = o.attempts + 1, last_error = left(x.why, 500),
          next_at = clock_now() + least(5000, 100 * 2 ^ least(o.attempts, 10)) * interval '1 ms'
      from unnest($1::uuid[], $2::text[]) x(id, why) where o.id = x.id
      """;

  static final String DELETE = "delete from outbox where id = any($1) returning id";

  static final String PARK =
      "update outbox set parked_at = clock_now(), last_error = left($2, 500) where id = $1";

  private OutboxSql() {}
}
