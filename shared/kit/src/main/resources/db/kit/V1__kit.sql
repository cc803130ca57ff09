-- The store kit: what every service's schema has. ${flyway:defaultSchema} is the schema,
-- ${app_role} the role that runs the service: it gets no DDL.

do $$
begin
  if not exists (select from pg_roles where rolname = '${app_role}') then
    create role "${app_role}" ${app_login};
  end if;
exception when duplicate_object or unique_violation then null; -- another schema's migration was first
end $$;

-- Time. Every statement reads clock_now(); only development and tests may write a shift.
create table clock_shift (
  one   boolean primary key default true check (one),
  shift interval not null default '0'
);
insert into clock_shift default values;

create function clock_now() returns timestamptz
  language sql stable
  return clock_timestamp() + (select shift from "${flyway:defaultSchema}".clock_shift);

-- What must be told: written with the effect, deleted when every durable consumer has it.
create table outbox (
  seq        bigint generated always as identity primary key,
  id         uuid not null unique,
  subject    text not null,
  type       text not null,
  at         timestamptz not null,
  payload    jsonb not null,
  parked_at  timestamptz,
  last_error text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

-- Repeatable writes: the answer that a key got, kept with the fingerprint of its request.
create table idempotency (
  principal   text not null,
  contract    text not null,
  key         text not null,
  fingerprint bytea not null,
  response    jsonb,                                -- null while in progress
  failure     jsonb,
  created_at  timestamptz not null,
  expires_at  timestamptz not null,
  primary key (principal, contract, key)
);
create index idempotency_expires on idempotency (expires_at);

grant usage on schema "${flyway:defaultSchema}" to "${app_role}";
grant select, insert, update, delete on outbox, idempotency to "${app_role}";
grant select on clock_shift to "${app_role}";
grant execute on function clock_now() to "${app_role}";
