package dev.carillon.users.store.pg;

/** The statements that add users, one or many at a time: user, audit entry, values and event. */
final class CreateSql {
  /** Arrays of one element for each user. */
  private static final String REQUESTED =
      """
      with requested as materialized (
        select * from unnest(
          $1::uuid[],    -- ids
          $2::text[],    -- emails
          $3::text[],    -- names
          $4::text[],    -- locales
          $5::text[],    -- zones
          $6::text[],    -- external ids
          $7::text[],    -- search names
          $8::uuid[],    -- ids of the audit entries
          $9::text[],    -- actors
          $10::text[],   -- request ids
          $11::uuid[],   -- ids of the events
          $12::boolean[], -- whether a welcome mail is wanted
          $13::boolean[], -- whether somebody must have the event for good
          $14::text[] -- the spans that they came with
          %s
        ) requested(id, email, name, locale, zone, external_id, search_name, audit_id, actor,
          request_id, event_id, welcome, kept, traceparent %s)
      ), clock as materialized (
        select clock_now() as now
      )
      """;

  /** What stands and falls with those who are in {@code created}. */
  private static final String TOLD =
      """
      audited as (
        insert into audit_log (id, user_id, action, actor, request_id, at)
        select requested.audit_id, created.id, 'created', requested.actor, requested.request_id,
          created.created_at
        from created join requested using (id)
      ), personal_values as (
        insert into audit_value (audit_id, field, before, after)
        select requested.audit_id, field.name, null, field.value
        from created join requested using (id), lateral (values
          ('email', created.email), ('name', created.name), ('locale', created.locale),
          ('zone', created.zone), ('externalId', created.external_id)) field(name, value)
        where field.value is not null
      ), announced as (
        insert into outbox (id, subject, type, at, payload, told, traceparent)
        select requested.event_id, 'user:' || created.id, 'users.changed.v1', created.created_at,
          jsonb_build_object('change', 'created', 'userId', created.id, 'email', created.email,
            'name', created.name, 'version', created.version, 'welcome', requested.welcome), true,
          requested.traceparent
        from created join requested using (id) where requested.kept
      )
      """;

  private static final String CREATE =
      REQUESTED.formatted("", "")
          + """
          , created as (
            insert into users (id, email, name, locale, zone, external_id, search_name, created_at,
              updated_at)
            select requested.id, email, name, locale, zone, external_id, search_name, now, now
            from requested, clock
            %s
            returning *
          ),
          """
          + TOLD
          + "select "
          + UserSql.COLUMNS
          + " from created";

  /** Fails on the first user who cannot be created. */
  static final String CREATE_ALL = CREATE.formatted("");

  /** Leaves out who cannot be created. */
  static final String CREATE_SOME = CREATE.formatted("on conflict do nothing");

  /**
   * As CREATE_SOME, with idempotency keys: $15 keys of the actors, $16 fingerprints of the
   * requests, $17 what the keys are used for, $18 for how many hours an answer is kept. The answer
   * is written first; only with it is there a user. Gives those who were created, and the answers
   * that keys got before; leaves out whose key has expired or is being used, and who cannot be
   * created. Two users of one address in the arrays, or one that another transaction adds at this
   * moment, fail the whole, and nothing of it stays.
   */
  static final String CREATE_KEYED =
      REQUESTED.formatted(
              ", $15::text[], -- keys\n      $16::bytea[] -- fingerprints", ", key, fingerprint")
          + """
          , known as materialized (
            select requested.id, kept.fingerprint, kept.response, kept.failure, kept.expires_at
            from requested cross join lateral (
              select fingerprint, response, failure, expires_at from idempotency
              where principal = requested.actor and contract = $17
                and key in (requested.key,
                  'sha256:' || encode(sha256(convert_to(requested.key, 'UTF8')), 'hex'))
              offset 0) kept
          ), taken as materialized (
            select requested.id from requested, lateral (
              select from users other
              where lower(other.email collate "C") = lower(requested.email collate "C") limit 1) same
            union all
            select requested.id from requested, lateral (
              select from users other
              where other.external_id = requested.external_id limit 1) same
          ), written as materialized (
            select now, to_char(now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as text
            from clock
          ), kept as (
            insert into idempotency (principal, contract, key, fingerprint, response, subject,
              created_at, expires_at)
            select actor, $17, key, fingerprint,
                   jsonb_build_object('id', id, 'email', email, 'name', name, 'active', true,
                     'locale', locale, 'zone', zone, 'externalId', external_id, 'version', 1,
                     'createdAt', written.text, 'updatedAt', written.text),
                   'user:' || id, now, now + $18::int * interval '1 hour'
            from requested, written
            where id not in (select id from known) and id not in (select id from taken)
            on conflict do nothing
            returning subject
          ), created as (
            insert into users (id, email, name, locale, zone, external_id, search_name, created_at,
              updated_at)
            select requested.id, email, name, locale, zone, external_id, search_name, now, now
            from kept join requested on kept.subject = 'user:' || requested.id, clock
            returning *
          ),
          """
          + TOLD
          + "select "
          + UserSql.COLUMNS
          + """
          , null::bytea as fingerprint, null::text as response, null::text as failure from created
          union all
          select id, null, null, null, null, null, null, null, null, null,
                 fingerprint, response::text, failure::text
          from known where expires_at > (select now from clock)
          """;

  private CreateSql() {}
}
