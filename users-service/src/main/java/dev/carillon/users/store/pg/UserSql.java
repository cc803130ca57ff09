package dev.carillon.users.store.pg;

/**
 * The statements of the directory. A change is one statement: user, audit entry, personal values
 * and event stand or fall together in one round trip and one commit.
 */
final class UserSql {
  static final String COLUMNS =
      "id, email, name, active, locale, zone, external_id, version, created_at, updated_at";

  static final String GET = "select " + COLUMNS + " from users where id = $1";

  /** $1 ids. */
  static final String GET_MANY = "select " + COLUMNS + " from users where id = any($1)";

  /** $1 words, $2 users at most. */
  static final String SEARCH = "select search_ids($1, $2)";

  /**
   * Arrays of one element for each user: $1 ids, $2 emails, $3 names, $4 locales, $5 zones, $6
   * external ids, $7 search names, $8 audit ids, $9 actors, $10 request ids, $11 event ids, $12
   * welcome.
   */
  private static final String CREATE =
      """
      with x as (
        select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
          $7::text[], $8::uuid[], $9::text[], $10::text[], $11::uuid[], $12::boolean[])
          x(id, email, name, locale, zone, external_id, search_name, audit_id, actor, request_id,
            event_id, welcome)
      ), u as (
        insert into users (id, email, name, locale, zone, external_id, search_name, created_at,
          updated_at)
        select x.id, x.email, x.name, x.locale, x.zone, x.external_id, x.search_name, t, t
        from x, clock_now() t
        %s
        returning *
      ), a as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select x.audit_id, u.id, 'created', x.actor, x.request_id, u.created_at
        from u join x using (id)
      ), v as (
        insert into audit_value (audit_id, field, before, after)
        select x.audit_id, f.field, null, f.value
        from u join x using (id), lateral (values
          ('email', u.email), ('name', u.name), ('locale', u.locale), ('zone', u.zone),
          ('externalId', u.external_id)) f(field, value)
        where f.value is not null
      ), o as (
        insert into outbox (id, subject, type, at, payload)
        select x.event_id, 'user:' || u.id, 'users.changed.v1', u.created_at, jsonb_build_object(
          'change', 'created', 'userId', u.id, 'email', u.email, 'name', u.name,
          'version', u.version, 'welcome', x.welcome)
        from u join x using (id)
      )
      select %s from u
      """;

  /** Fails on the first user who cannot be created. */
  static final String CREATE_ALL = CREATE.formatted("", COLUMNS);

  /** Leaves out who cannot be created. */
  static final String CREATE_SOME = CREATE.formatted("on conflict do nothing", COLUMNS);

  /**
   * $1 id, $2 any version, $3 versions, $4 fields to set, $5..$9 email, name, locale, zone,
   * external id, $10 search name, $11 active, $12 action, $13 audit id, $14 actor, $15 request id,
   * $16 event id. Gives no row for an unknown user; else one that begins with {@code c} (changed),
   * {@code s} (was so already) or {@code p} (has another version).
   */
  static final String CHANGE =
      """
      with b as materialized (
        select * from users where id = $1 for update
      ), n as (
        select b.id,
          case when 'email' = any($4::text[]) then $5::text else b.email end as email,
          case when 'name' = any($4) then $6::text else b.name end as name,
          case when 'locale' = any($4) then $7::text else b.locale end as locale,
          case when 'zone' = any($4) then $8::text else b.zone end as zone,
          case when 'externalId' = any($4) then $9::text else b.external_id end as external_id,
          case when 'name' = any($4) then $10::text else b.search_name end as search_name,
          case when 'active' = any($4) then $11::boolean else b.active end as active
        from b where $2::boolean or b.version = any($3::bigint[])
      ), u as (
        update users w
        set email = n.email, name = n.name, locale = n.locale, zone = n.zone,
            external_id = n.external_id, search_name = n.search_name, active = n.active,
            version = b.version + 1, updated_at = clock_now()
        from n, b
        where w.id = n.id and (b.email, b.name, b.locale, b.zone, b.external_id, b.active)
          is distinct from (n.email, n.name, n.locale, n.zone, n.external_id, n.active)
        returning w.*
      ), a as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select $13, u.id, $12, $14, $15, u.updated_at from u
      ), v as (
        insert into audit_value (audit_id, field, before, after)
        select $13, f.field, f.before, f.after
        from u, b, lateral (values
          ('email', b.email, u.email), ('name', b.name, u.name), ('locale', b.locale, u.locale),
          ('zone', b.zone, u.zone), ('externalId', b.external_id, u.external_id),
          ('active', b.active::text, u.active::text)) f(field, before, after)
        where f.before is distinct from f.after
      ), o as (
        insert into outbox (id, subject, type, at, payload)
        select $16, 'user:' || u.id, 'users.changed.v1', u.updated_at, jsonb_build_object(
          'change', $12::text, 'userId', u.id, 'email', u.email, 'name', u.name,
          'version', u.version)
        from u
      )
      select %s, 'c' as result from u
      union all
      select %s, case when exists (select from n) then 's' else 'p' end
      from b where not exists (select from u)
      """
          .formatted(COLUMNS, COLUMNS);

  /**
   * $1 id, $2 any version, $3 versions, $4 audit id, $5 actor, $6 request id, $7 event id. No row
   * for an unknown user; a row without a time for one of another version.
   */
  static final String ERASE =
      """
      with b as materialized (
        select id, version from users where id = $1 for update
      ), w as materialized (
        select id from b where $2::boolean or version = any($3::bigint[])
      ), e as materialized (
        select w.id, e.erased_at, e.addresses from w, lateral erase_user(w.id) e
      ), a as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select $4, e.id, 'erased', $5, $6, e.erased_at from e
      ), o as (
        insert into outbox (id, subject, type, at, payload)
        select $7, 'user:' || e.id, 'users.changed.v1', e.erased_at, jsonb_build_object(
          'change', 'erased', 'userId', e.id, 'addresses', e.addresses)
        from e
      )
      select b.id, e.erased_at from b left join e using (id)
      """;

  /** $1 id. */
  static final String ERASED_AT = "select erased_at from erased_user where id = $1";

  /** $1 user, $2 and $3 where the page before ended, $4 limit. */
  static final String AUDIT =
      """
      select l.id, l.action, l.actor, l.request_id, l.at, array_agg(v.field order by v.field) as fields,
             array_agg(v.before order by v.field) as before,
             array_agg(v.after order by v.field) as after
      from (
        select * from audit_log where user_id = $1 and (at, id) > ($2, $3)
        order by at, id limit $4
      ) l left join audit_value v on v.audit_id = l.id
      group by l.id, l.action, l.actor, l.request_id, l.at
      order by l.at, l.id
      """;

  private UserSql() {}
}
