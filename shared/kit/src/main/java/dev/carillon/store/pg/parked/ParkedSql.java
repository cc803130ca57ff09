package dev.carillon.store.pg.parked;

/** The statements on parked events. */
final class ParkedSql {
  private static final String COLUMNS = "id, type, subject, at, parked_at, attempts, last_error";

  /** $1 subject or null, $2 and $3 time and id of the last one of the page before, $4 limit. */
  static final String LIST =
      """
      select %s from outbox
      where parked_at is not null and ($1::text is null or subject = $1)
        and (parked_at, id) > ($2, $3)
      order by parked_at, id limit $4
      """
          .formatted(COLUMNS);

  /** $1 id. */
  static final String RETRY =
      """
      with parked as materialized (
        select %s from outbox where id = $1 and parked_at is not null for update
      ), again as (
        update outbox set parked_at = null, attempts = 0, next_at = null
        where id in (select id from parked)
      )
      select * from parked
      """
          .formatted(COLUMNS);

  /** $1 id. What must arrive stays. */
  static final String DROP =
      """
      with parked as materialized (
        select id, type, subject, must_arrive from outbox
        where id = $1 and parked_at is not null for update
      ), gone as (
        delete from outbox where id in (select id from parked where not must_arrive)
      )
      select * from parked
      """;

  private ParkedSql() {}
}
