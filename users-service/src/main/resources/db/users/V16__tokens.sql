-- Tokens and tickets of end users: the keys that sign them, and what was revoked before its time.
-- Tokens themselves are nowhere.

-- The one with the highest number signs. Nobody but users-service reads the private part.
create table signing_key (
  no          integer primary key check (no > 0),  -- two who make the next one at once: one is refused
  kid         text not null unique,
  private_key bytea not null,
  public_key  bytea not null,
  created_at  timestamptz not null,
  valid_until timestamptz                           -- of one that signs no more
);

-- Who may have a token that is alive: a user who has none need not be revoked.
create table token_holder (
  user_id uuid primary key,
  until   timestamptz not null
);

-- What was signed until issued_until is of no use; the row is, until the last of it has expired.
-- Gateways ask for the rows of transactions that may have been open when they asked last.
create table token_revocation (
  kind         text not null check (kind in ('token', 'user', 'key')),
  subject      text collate "C" not null,
  issued_until timestamptz not null,
  until        timestamptz not null,
  tx           bigint not null default (pg_current_xact_id()::text::bigint),
  primary key (kind, subject)
);
create index token_revocation_tx on token_revocation (tx, kind, subject);
create index token_revocation_until on token_revocation (until);

-- By their hashes, for half a minute: what a crash empties has expired when the server is back.
create unlogged table ticket (
  hash       bytea primary key check (length(hash) = 32),
  holder     text not null,
  claims     jsonb not null,
  expires_at timestamptz not null
);
create index ticket_holder on ticket (holder, expires_at);
create index ticket_expires on ticket (expires_at);

-- A day is the longest life of a token; an hour more for clocks that differ.
create function revoke_tokens(revoked_kind text, revoked text, signed_until timestamptz) returns void
  language sql security definer set search_path = users, pg_temp
  as $$
    insert into token_revocation as r (kind, subject, issued_until, until)
    values (revoked_kind, revoked, signed_until, clock_now() + interval '25 hours')
    on conflict (kind, subject) do update
    set issued_until = greatest(r.issued_until, excluded.issued_until), until = excluded.until,
        tx = excluded.tx;
  $$;
revoke all on function revoke_tokens(text, text, timestamptz) from public;

-- Triggers, so that what is changed in a batch or by hand counts like everything else. A token is
-- signed under a lock of its user's row: it was signed before this, and is told here, or is refused.
create function revoke_tokens_of_user() returns trigger
  language plpgsql security definer set search_path = users, pg_temp
  as $$
  begin
    if exists (select from token_holder h where h.user_id = old.id and h.until > clock_now()) then
      perform revoke_tokens('user', old.id::text, clock_now());
    end if;
    if tg_op = 'DELETE' then
      delete from token_holder h where h.user_id = old.id;
    end if;
    return null;
  end $$;
revoke all on function revoke_tokens_of_user() from public;
create trigger users_deactivated after update on users
  for each row when (old.active and not new.active) execute function revoke_tokens_of_user();
create trigger users_gone after delete on users
  for each row execute function revoke_tokens_of_user();

-- A key that was revoked is never good again; one whose scopes were changed by hand may sign anew
-- as soon as every statement of before has ended.
create function revoke_tokens_of_key() returns trigger
  language plpgsql security definer set search_path = users, pg_temp
  as $$
  begin
    perform revoke_tokens('key', old.name,
      case when new.revoked_at is null then clock_now() + interval '10 seconds'
      else 'infinity'::timestamptz end);
    return null;
  end $$;
revoke all on function revoke_tokens_of_key() from public;
create trigger api_key_ended after update on api_key
  for each row
  when ((old.revoked_at is null and new.revoked_at is not null)
    or old.scopes is distinct from new.scopes or old.hash is distinct from new.hash)
  execute function revoke_tokens_of_key();

grant select, insert, delete, update (valid_until) on signing_key to "${app_role}";
grant select, insert, delete, update (until) on token_holder to "${app_role}";
grant select, delete on token_revocation to "${app_role}";
grant select, insert, delete on ticket to "${app_role}";
grant execute on function revoke_tokens(text, text, timestamptz) to "${app_role}";
