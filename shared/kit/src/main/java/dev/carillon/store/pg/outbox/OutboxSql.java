package dev.carillon.store.pg.outbox;

/** The statements of the relay; the table stands in each schema's migration. */
final class OutboxSql {
  /** $1 lock. Whether we lead now, and the last beat of who did. */
  static final String TRY_LEAD =
      """
      select pg_try_advisory_lock(hashtextextended($1, 0)) as leads,
             (select beat from relay_lease where name = $1) as beat
      """;

  /** $1 lock, $2 who. */
  static final String TAKE_LEASE =
      """
      insert into relay_lease as lease (name, holder, beat, at)
      values ($1, $2, 1, clock_timestamp())
      on conflict (name) do update
        set holder = excluded.holder, beat = lease.beat + 1, at = excluded.at
      """;

  /** $1 lock, $2 who. No row where another has the lease. */
  static final String BEAT =
      """
      update relay_lease set beat = beat + 1, at = clock_timestamp()
      where name = $1 and holder = $2
      """;

  /** $1 lock. A key of 64 bits is shown in two halves. */
  static final String END_LEADER =
      """
      select pg_terminate_backend(held.pid) from pg_locks held
      where held.locktype = 'advisory' and held.granted and held.objsubid = 1
        and held.database = (select oid from pg_database where datname = current_database())
        and (held.classid::bigint << 32) | held.objid::bigint = hashtextextended($1, 0)
        and held.pid <> pg_backend_pid()
      """;

  /**
   * $1 limit, $2 subjects that are under way. What is behind an event that waits, waits too; there
   * is one moment for all rows, or the wait could end between two of them.
   */
  static final String OLDEST =
      """
      with clock as materialized (select clock_now() as now)
      select seq, id, subject, type, at, payload::text as payload, attempts, must_arrive, told,
             traceparent
      from outbox event
      where parked_at is null and subject <> all($2::text[]) and not exists (
        select from outbox waiting
        where waiting.subject = event.subject and waiting.parked_at is null
          and waiting.next_at > (select now from clock))
      order by seq limit $1
      """;

  /** $1 numbers of rows, $2 why. 0.1 s after the first failure, twice as long each time, to 5 s. */
  static final String LATER =
      """
      update outbox event
      set attempts = event.attempts + 1, last_error = left(failed.why, 500),
          next_at =
            clock_now() + least(5000, 100 * 2 ^ least(event.attempts, 10)) * interval '1 ms'
      from unnest($1::bigint[], $2::text[]) failed(seq, why) where event.seq = failed.seq
      """;

  /** $1 numbers of rows. */
  static final String DELETE = "delete from outbox where seq = any($1) returning seq";

  /** $1 number of the row, $2 why. */
  static final String PARK =
      "update outbox set parked_at = clock_now(), last_error = left($2, 500) where seq = $1";

  /** $1 the most that are counted. What waits, for how long the oldest does, what is parked. */
  static final String WAITING =
      """
      select (select count(*) from (
               select from outbox where parked_at is null limit $1) waiting) as waiting,
             (select count(*) from (
               select from outbox where parked_at is not null limit $1) parked) as parked,
             (select extract(epoch from clock_now() - at)::float8 from outbox
              where parked_at is null order by seq limit 1) as oldest
      """;

  private OutboxSql() {}
}
