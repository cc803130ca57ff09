-- The users schema: who there is and what was done to them.
-- The runtime role gets no update or delete on what is append-only.

create table users (
  id          uuid primary key,                     -- version 7, made by the service
  email       text not null check (length(email) between 3 and 254),
  name        text not null check (length(name) between 1 and 400),
  active      boolean not null default true,
  locale      text,
  zone        text,
  external_id text,
  version     bigint not null default 1 check (version > 0),
  created_at  timestamptz not null,
  updated_at  timestamptz not null
);
create unique index users_email on users (lower(email));
create unique index users_external_id on users (external_id) where external_id is not null;
create index users_created on users (created_at, id);

-- Append-only: the skeleton of what happened stays for ever and holds no personal value.
create table audit_log (
  id         uuid primary key,
  user_id    uuid not null,
  action     text not null,
  actor      text not null,
  request_id text not null,
  at         timestamptz not null
);
create index audit_log_user on audit_log (user_id, at, id);

-- The personal values before and after. Only erase_user() may delete them.
create table audit_value (
  audit_id uuid not null,
  field    text not null,
  before   text,
  after    text,
  primary key (audit_id, field)
);

create function erase_user(erased uuid) returns bigint
  language sql security definer set search_path = users, pg_temp
  as $$
    with gone as (
      delete from audit_value v using audit_log l
      where l.id = v.audit_id and l.user_id = erased
      returning 1
    )
    select count(*) from gone;
  $$;
revoke all on function erase_user(uuid) from public;

grant select, insert, update on users to "${app_role}";
grant select, insert on audit_log, audit_value to "${app_role}";
grant execute on function erase_user(uuid) to "${app_role}";
