package dev.carillon.bench.users.server;

/**
 * The statements of the baseline: what a careful author of one handler would write where nobody has
 * asked for events.
 */
final class DirectSql {
  private static final String COLUMNS =
      "id, email, name, active, locale, zone, external_id, version, created_at, updated_at";

  static final String GET = "select " + COLUMNS + " from users where id = $1";

  static final String LIST =
      "select "
          + COLUMNS
          + " from users where (created_at, id) > ($1, $2) order by created_at, id limit $3";

  static final String CREATE =
      """
      with u as (
        insert into users (id, email, name, locale, zone, external_id, search_name, created_at,
          updated_at)
        select $1, $2, $3, $4, $5, $6, $7, t, t from clock_now() t
        returning *
      ), a as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select $8, u.id, 'created', $9, $10, u.created_at from u
      ), v as (
        insert into audit_value (audit_id, field, before, after)
        select $8, f.field, null, f.value from u, lateral (values
          ('email', u.email), ('name', u.name), ('locale', u.locale), ('zone', u.zone),
          ('externalId', u.external_id)) f(field, value)
        where f.value is not null
      )
      select %s from u
      """
          .formatted(COLUMNS);

  static final String DEACTIVATE =
      """
      with u as (
        update users set active = false, version = version + 1, updated_at = clock_now()
        where id = $1 and active
        returning *
      ), a as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select $2, u.id, 'deactivated', $3, $4, u.updated_at from u
      ), v as (
        insert into audit_value (audit_id, field, before, after)
        select $2, 'active', 'true', 'false' from u
      )
      select %s from u
      """
          .formatted(COLUMNS);

  private DirectSql() {}
}
