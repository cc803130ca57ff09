package dev.carillon.users.store.pg;

/**
 * The statements of the directory. A change is one statement: user, audit entry, personal values
 * and event stand or fall together in one round trip and one commit.
 */
final class UserSql {
  static final String COLUMNS =
      "id, email, name, active, locale, zone, external_id, version, created_at, updated_at";

  /** $1 id. */
  static final String GET = "select " + COLUMNS + " from users where id = $1";

  /** $1 ids. */
  static final String GET_MANY = "select " + COLUMNS + " from users where id = any($1)";

  /** $1 words, $2 users at most. */
  static final String SEARCH = "select search_ids($1, $2)";

  /**
   * $1 id, $2 whether any version will do, $3 the versions that will do, $4 names of the fields to
   * set, $5 to $9 email, name, locale, zone and external id, $10 search name, $11 active, $12
   * action, $13 id of the audit entry, $14 actor, $15 request id, $16 id of the event, $17 whether
   * somebody must have it for good, $18 the span that it came with. Gives no row for an unknown
   * user, else the user with the result CHANGED, SAME (nothing to change) or OTHER_VERSION.
   */
  static final String CHANGE =
      """
      with present as materialized (
        select * from users where id = $1 for update
      ), wanted as (
        select id,
          case when 'email' = any($4::text[]) then $5::text else email end as email,
          case when 'name' = any($4) then $6::text else name end as name,
          case when 'locale' = any($4) then $7::text else locale end as locale,
          case when 'zone' = any($4) then $8::text else zone end as zone,
          case when 'externalId' = any($4) then $9::text else external_id end as external_id,
          case when 'name' = any($4) then $10::text else search_name end as search_name,
          case when 'active' = any($4) then $11::boolean else active end as active
        from present where $2::boolean or version = any($3::bigint[])
      ), changed as (
        update users
        set email = wanted.email, name = wanted.name, locale = wanted.locale, zone = wanted.zone,
            external_id = wanted.external_id, search_name = wanted.search_name,
            active = wanted.active, version = present.version + 1, updated_at = clock_now()
        from wanted, present
        where users.id = wanted.id
          and (present.email, present.name, present.locale, present.zone, present.external_id,
               present.active)
            is distinct from (wanted.email, wanted.name, wanted.locale, wanted.zone,
               wanted.external_id, wanted.active)
        returning users.*
      ), audited as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select $13, id, $12, $14, $15, updated_at from changed
      ), personal_values as (
        insert into audit_value (audit_id, field, before, after)
        select $13, field.name, field.before, field.after
        from changed, present, lateral (values
          ('email', present.email, changed.email), ('name', present.name, changed.name),
          ('locale', present.locale, changed.locale), ('zone', present.zone, changed.zone),
          ('externalId', present.external_id, changed.external_id),
          ('active', present.active::text, changed.active::text)) field(name, before, after)
        where field.before is distinct from field.after
      ), announced as (
        insert into outbox (id, subject, type, at, payload, told, traceparent)
        select $16, 'user:' || id, 'users.changed.v1', updated_at, jsonb_build_object(
          'change', $12::text, 'userId', id, 'email', email, 'name', name, 'version', version), true, $18
        from changed where $17::boolean
      )
      select %s, 'CHANGED' as result from changed
      union all
      select %s, case when exists (select from wanted) then 'SAME' else 'OTHER_VERSION' end
      from present where not exists (select from changed)
      """
          .formatted(COLUMNS, COLUMNS);

  /**
   * $1 id, $2 whether any version will do, $3 the versions that will do, $4 id of the audit entry,
   * $5 actor, $6 request id, $7 id of the event, $8 the span that it came with. No row for an
   * unknown user; a row without a time for one of another version.
   */
  static final String ERASE =
      """
      with present as materialized (
        select id, version from users where id = $1 for update
      ), allowed as materialized (
        select id from present where $2::boolean or version = any($3::bigint[])
      ), erased as materialized (
        select allowed.id, gone.* from allowed, lateral erase_user(allowed.id) gone
      ), audited as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select $4, id, 'erased', $5, $6, erased_at from erased
      ), counted as (
        insert into audit_value (audit_id, field, before, after)
        select $4, counted.kind, counted.n::text, '0'
        from erased, lateral (values
          ('auditValues', audit_values), ('events', events), ('answers', answers)) counted(kind, n)
        where counted.n > 0
      ), announced as (
        insert into outbox (id, subject, type, at, payload, must_arrive, traceparent)
        select $7, 'user:' || id, 'users.changed.v1', erased_at, jsonb_build_object(
          'change', 'erased', 'userId', id, 'addresses', addresses), true, $8
        from erased
      )
      select present.id, erased.erased_at from present left join erased using (id)
      """;

  /** $1 id. */
  static final String ERASED_AT = "select erased_at from erased_user where id = $1";

  /** $1 user, $2 and $3 time and id of the entry where the page before ended, $4 limit. */
  static final String AUDIT =
      """
      select entry.id, action, actor, request_id, at,
             array_agg(field order by field) as fields,
             array_agg(before order by field) as before,
             array_agg(after order by field) as after
      from (
        select * from audit_log where user_id = $1 and (at, id) > ($2, $3)
        order by at, id limit $4
      ) entry left join audit_value on audit_id = entry.id
      group by entry.id, action, actor, request_id, at
      order by at, entry.id
      """;

  private UserSql() {}
}
