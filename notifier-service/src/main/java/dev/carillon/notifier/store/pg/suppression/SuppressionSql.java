package dev.carillon.notifier.store.pg.suppression;

import dev.carillon.notifier.store.pg.StateCode;

/** The statements of suppressions and pauses. */
final class SuppressionSql {
  /** $1 address, $2 topic, $3 reason. */
  static final String ADD =
      """
      insert into suppression as known (address, topic, reason, since)
      values (lower($1 collate "C"), $2, $3, clock_now())
      on conflict (address, topic) do update set reason = coalesce(excluded.reason, known.reason)
      returning address, topic, reason, since
      """;

  /** $1 address, $2 topic, $3 reason. What is there stays. */
  static final String ADD_IF_ABSENT =
      """
      insert into suppression (address, topic, reason, since)
      values (lower($1 collate "C"), $2, $3, clock_now()) on conflict do nothing
      """;

  /** $1 address, $2 topic, $3 the only reason for which it is taken off. */
  static final String REMOVE_FOR_REASON =
      "delete from suppression where address = lower($1 collate \"C\") and topic = $2 and reason = $3";

  /** $1 address, $2 topic. */
  static final String IS_SUPPRESSED =
      """
      select exists (select from suppression
          where address = lower($1 collate "C") and topic in ($2, ''))
        or exists (select from suppression_hash
          where hash = hash_of_address($1) and topic in ($2, '')) as suppressed
      """;

  /** $1 address, $2 topic. Also where only a hash of the address is left. */
  static final String REMOVE =
      """
      with known as (
        delete from suppression where address = lower($1 collate "C") and topic = $2 returning topic
      ), hashed as (
        delete from suppression_hash where hash = hash_of_address($1) and topic = $2 returning topic
      )
      select topic from known union all select topic from hashed
      """;

  /** $1 address or null, $2 and $3 the last before, $4 limit. */
  static final String LIST =
      """
      select address, topic, reason, since from suppression
      where ($1::text is null or address = lower($1 collate "C")) and (address, topic) > ($2, $3)
      order by address, topic limit $4
      """;

  /** $1 address, $2 and $3 the last before, $4 limit. With those of which only a hash is left. */
  static final String LIST_OF_ADDRESS =
      """
      select asked.address, known.topic, max(known.reason) as reason, min(known.since) as since
      from (select lower($1 collate "C") as address) asked, lateral (
        select topic, reason, since from suppression where address = asked.address
        union all
        select topic, null, since from suppression_hash where hash = hash_of_address(asked.address)
      ) known
      where (asked.address, known.topic) > ($2, $3)
      group by asked.address, known.topic order by known.topic limit $4
      """;

  /** $1 template. */
  static final String PAUSE =
      "insert into pause (template, since) values ($1, clock_now()) on conflict do nothing";

  /** $1 template. Waits for transactions that hold mail because of it. */
  static final String RESUME = "delete from pause where template = $1";

  /** $1 template. A statement of its own: it sees what was held until the pause was deleted. */
  static final String RELEASE =
      StateCode.sql(
          """
          update deferred set run_at = clock_now()
          where reason = {HELD} and last_error = {PAUSED} || $1
          """);

  static final String PAUSES = "select template from pause order by template";

  static final String SECRET = "select value from secret where name = 'unsubscribe'";

  private SuppressionSql() {}
}
