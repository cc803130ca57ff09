package dev.carillon.notifier.store.pg.template;

/** The statements of templates. */
final class TemplateSql {
  private static final String COLUMNS =
      "name, version, subject, body_text, body_html, hold_unknown, created_at";

  /** $1 name. Whoever else stores this one waits. */
  static final String LOCK = "select pg_advisory_xact_lock(hashtextextended('template:' || $1, 0))";

  /** $1 name, $2 subject, $3 text, $4 html, $5 hold unknown. Nothing if the latest is the same. */
  static final String PUT =
      """
      with latest as (
        select version, subject, body_text, body_html, hold_unknown from template
        where name = $1 order by version desc limit 1
      )
      insert into template (name, version, subject, body_text, body_html, hold_unknown, created_at)
      select $1, coalesce((select version from latest), 0) + 1, $2, $3, $4, $5, clock_now()
      where not exists (
        select from latest where subject = $2 and body_text = $3 and body_html is not distinct from $4
          and hold_unknown = $5)
      returning\s"""
          + COLUMNS;

  /** $1 name, $2 version or null for the latest. */
  static final String GET =
      "select "
          + COLUMNS
          + " from template where name = $1 and ($2::int is null or version = $2)"
          + " order by version desc limit 1";

  /** $1 after, $2 limit. */
  static final String LIST =
      "select distinct on (name) "
          + COLUMNS
          + " from template where name > $1 order by name, version desc limit $2";

  /** $1 name, $2 version or null for all. */
  static final String DELETE =
      "delete from template where name = $1 and ($2::int is null or version = $2)";

  private TemplateSql() {}
}
