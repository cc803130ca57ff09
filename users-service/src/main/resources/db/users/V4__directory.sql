-- The directory grown up: search, order, erasure.

-- The name as it is searched and sorted: lower case, without accents, made by the service.
alter table users add column search_name text;
update users set search_name = lower(name);
alter table users alter column search_name set not null;

-- In the collation "C" order and equality do not depend on the server's locale.
drop index users_email;
create unique index users_email on users (lower(email collate "C"));
create index users_name on users (search_name collate "C", id);
create index users_inactive on users (created_at, id) where not active;

-- The words of a user. Letters and digits stay, what stands between them in addresses and ids goes.
create function search_words(search_name text, email text, external_id text) returns tsvector
  language sql immutable parallel safe
  return to_tsvector('simple', search_name || ' '
    || translate(lower((email || ' ' || coalesce(external_id, '')) collate "C"),
                 '@.+-_!#$%&''*/=?^`{|}~,;:()[]<>"\', '                                '));
create index users_search on users using gin (search_words(search_name, email, external_id));

-- The users whom a search finds, at most so many. The settings leave the index of words as the only
-- way: the planner knows little of how often a word's beginning occurs, and would sometimes rather
-- read a million users in the order of their creation.
create function search_ids(query text, most integer) returns setof uuid
  language sql stable set enable_seqscan = off set enable_indexscan = off
  as $$
    select id from users
    where search_words(search_name, email, external_id) @@ to_tsquery('simple', query)
    limit most
  $$;

-- Who was erased: nothing personal is left, and the id is never used again.
create table erased_user (
  id         uuid primary key,
  created_at timestamptz not null,
  erased_at  timestamptz not null
);

-- Erases a user: the row, the personal values of the audit, what waits in the outbox, kept answers.
-- Gives the addresses that were this user's and are nobody else's now; no row for an unknown user.
drop function erase_user(uuid);
create function erase_user(erased uuid) returns table (erased_at timestamptz, addresses text[])
  language plpgsql security definer set search_path = users, pg_temp
  as $$
  declare
    gone users%rowtype;
  begin
    delete from users u where u.id = erased returning u.* into gone;
    if not found then
      return;
    end if;
    erased_at := clock_now();
    select coalesce(array_agg(distinct a.address), '{}') into addresses
    from (
      select lower(gone.email collate "C") as address
      union all
      select lower(x.value collate "C")
      from audit_log l
      join audit_value v on v.audit_id = l.id and v.field = 'email'
      cross join lateral (values (v.before), (v.after)) x(value)
      where l.user_id = erased and x.value is not null
    ) a
    where not exists (select from users o where lower(o.email collate "C") = a.address);
    delete from audit_value v using audit_log l where l.id = v.audit_id and l.user_id = erased;
    update outbox o set payload = o.payload - 'email' - 'name' || '{"welcome": false}'
    where o.subject = 'user:' || erased;
    update idempotency i
    set fingerprint = '', response = null,
        failure = '{"code": "NOT_FOUND", "message": "The user was erased", "details": []}'
    where i.subject = 'user:' || erased;
    insert into erased_user (id, created_at, erased_at) values (erased, gone.created_at, erase_user.erased_at);
    return next;
  end $$;
revoke all on function erase_user(uuid) from public;

grant select on erased_user to "${app_role}";
grant execute on function erase_user(uuid) to "${app_role}";
grant execute on function search_words(text, text, text) to "${app_role}";
grant execute on function search_ids(text, integer) to "${app_role}";
