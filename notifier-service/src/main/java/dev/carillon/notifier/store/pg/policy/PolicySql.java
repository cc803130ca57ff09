package dev.carillon.notifier.store.pg.policy;

/** The statements of templates, suppressions and pauses. */
final class PolicySql {
  private static final String TEMPLATE =
      "name, version, subject, body_text, body_html, hold_unknown, created_at";

  /** $1 name. Whoever else stores this one waits. */
  static final String LOCK_TEMPLATE =
      "select pg_advisory_xact_lock(hashtextextended('template:' || $1, 0))";

  /** $1 name, $2 subject, $3 text, $4 html, $5 hold unknown. Nothing if the latest is the same. */
  static final String PUT_TEMPLATE =
      """
      with l as (
        select version, subject, body_text, body_html, hold_unknown from template
        where name = $1 order by version desc limit 1
      )
      insert into template (name, version, subject, body_text, body_html, hold_unknown, created_at)
      select $1, coalesce((select version from l), 0) + 1, $2, $3, $4, $5, clock_now()
      where not exists (
        select from l where subject = $2 and body_text = $3 and body_html is not distinct from $4
          and hold_unknown = $5)
      returning\s"""
          + TEMPLATE;

  /** $1 name, $2 version or null for the latest. */
  static final String GET_TEMPLATE =
      "select "
          + TEMPLATE
          + " from template where name = $1 and ($2::int is null or version = $2)"
          + " order by version desc limit 1";

  /** $1 after, $2 limit. */
  static final String LIST_TEMPLATES =
      "select distinct on (name) "
          + TEMPLATE
          + " from template where name > $1 order by name, version desc limit $2";

  /** $1 name, $2 version or null for all. */
  static final String DELETE_TEMPLATE =
      "delete from template where name = $1 and ($2::int is null or version = $2)";

  /** $1 address, $2 topic, $3 reason. */
  static final String SUPPRESS =
      """
      insert into suppression as s (address, topic, reason, since)
      values (lower($1 collate "C"), $2, $3, clock_now())
      on conflict (address, topic) do update set reason = coalesce(excluded.reason, s.reason)
      returning address, topic, reason, since
      """;

  /** $1 address, $2 topic. */
  static final String UNSUPPRESS =
      "delete from suppression where address = lower($1 collate \"C\") and topic = $2";

  /** $1 address or null, $2 and $3 the last before, $4 limit. */
  static final String LIST_SUPPRESSIONS =
      """
      select address, topic, reason, since from suppression
      where ($1::text is null or address = lower($1 collate "C")) and (address, topic) > ($2, $3)
      order by address, topic limit $4
      """;

  /** $1 template. */
  static final String PAUSE =
      "insert into pause (template, since) values ($1, clock_now()) on conflict do nothing";

  /** $1 template. Waits for whoever holds mail for it at this moment. */
  static final String RESUME = "delete from pause where template = $1";

  /** $1 template. A statement of its own: it sees what was held until the pause was deleted. */
  static final String RELEASE =
      """
      update deferred set run_at = clock_now()
      where reason = 'h' and last_error = 'paused: ' || $1
      """;

  static final String PAUSES = "select template from pause order by template";

  static final String SECRET = "select value from secret where name = 'unsubscribe'";

  private PolicySql() {}
}
