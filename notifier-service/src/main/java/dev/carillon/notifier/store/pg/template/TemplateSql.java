package dev.carillon.notifier.store.pg.template;

import dev.carillon.notifier.store.pg.NamedStatement;

/** The statements of templates. */
final class TemplateSql {
  private static final String COLUMNS =
      "name, version, subject, body_text, body_html, hold_unknown, created_at";

  /** $1 name. Others who store this template wait. */
  static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended(current_schema() || ' template:' || $1, 0))";

  /** Nothing if the latest is the same. */
  static final NamedStatement PUT =
      NamedStatement.of(
          """
          with latest as (
            select version, subject, body_text, body_html, hold_unknown from template
            where name = #{name} order by version desc limit 1
          )
          insert into template (name, version, subject, body_text, body_html, hold_unknown,
            created_at)
          select #{name},
                 greatest(coalesce((select version from latest), 0), coalesce((
                   select retired.version from retired_version retired
                   where retired.kind = 'template' and retired.name = #{name}), 0)) + 1,
                 #{subject}, #{text}, #{html}, #{holdUnknown}, clock_now()
          where not exists (
            select from latest where subject = #{subject} and body_text = #{text}
              and body_html is not distinct from #{html} and hold_unknown = #{holdUnknown})
          returning\s"""
              + COLUMNS);

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

  /** $1 name, $2 version or null for all. No later content gets a number that one has had. */
  static final String DELETE =
      """
      with deleted as (
        delete from template where name = $1 and ($2::int is null or version = $2)
        returning name, version
      )
      insert into retired_version as known (kind, name, version)
      select 'template', name, max(version) from deleted group by name
      on conflict (kind, name) do update
      set version = greatest(known.version, excluded.version)
      """;

  private TemplateSql() {}
}
