package dev.carillon.store.pg;

/** The statements of the relay; the table stands in each schema's migration. */
final class OutboxSql {
  static final String TRY_LEAD = "select pg_try_advisory_lock(hashtextextended($1, 0))";

  static final String OLDEST =
      """
      select id, subject, type, at, payload::text as payload
      from outbox where parked_at is null order by seq limit $1
      """;

  static final String DELETE = "delete from outbox where id = any($1) returning id";

  static final String PARK =
      "update outbox set parked_at = clock_now(), last_error = left($2, 500) where id = $1";

  private OutboxSql() {}
}
