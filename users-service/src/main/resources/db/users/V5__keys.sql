-- API keys. The keys themselves are nowhere, only their hashes; a row stays when its key is revoked,
-- because the audit names who did something by the name of the key.

create table api_key (
  name       text collate "C" primary key check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  hash       bytea not null constraint api_key_hash unique check (length(hash) = 32),
  scopes     text[] not null check (cardinality(scopes) between 1 and 64),
  created_at timestamptz not null,
  created_by text not null,
  last_used  timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_by text,
  check ((revoked_at is null) = (revoked_by is null))
);
-- Names that differ only in case would be taken for one another.
create unique index api_key_name on api_key (lower(name));

-- What gateways look at every second: another number than before says that the list has changed.
create table api_key_list (
  one     boolean primary key default true check (one),
  version bigint not null
);
insert into api_key_list (version) values (1);

-- A trigger, so that what is changed by hand is seen like everything else.
create function count_api_key_change() returns trigger
  language plpgsql security definer set search_path = users, pg_temp
  as $$
  begin
    update api_key_list set version = version + 1;
    return null;
  end $$;
revoke all on function count_api_key_change() from public;
create trigger api_key_added after insert or delete or truncate on api_key
  for each statement execute function count_api_key_change();
create trigger api_key_changed
  after update of name, hash, scopes, expires_at, revoked_at on api_key
  for each statement execute function count_api_key_change();

grant select, insert, update (last_used, revoked_at, revoked_by) on api_key to "${app_role}";
grant select on api_key_list to "${app_role}";
