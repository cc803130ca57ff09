-- What a token of another issuer cannot stand for if it is older: a user who was not active meanwhile, and an
-- externalId that its user has no more. By hashes, because a user who was erased leaves no name; for as long as
-- a token of before may be good, a day and an hour for clocks that differ.
create table subject_end (
  subject bytea primary key check (length(subject) = 32),
  at      timestamptz not null
);
create index subject_end_at on subject_end (at);

create function subject_hash(kind text, name text) returns bytea
  language sql immutable
  return sha256(convert_to(kind || ':' || name, 'UTF8'));

create function end_subject() returns trigger
  language plpgsql security definer set search_path = users, pg_temp
  as $$
  begin
    insert into subject_end as s (subject, at)
    select subject_hash(kind, name), clock_now()
    from (values ('user', old.id::text, tg_op = 'UPDATE' and old.active and not new.active),
      ('external', old.external_id, old.external_id is not null
        and (tg_op = 'DELETE' or old.external_id is distinct from new.external_id))) ended(kind, name, yes)
    where yes
    on conflict (subject) do update set at = excluded.at;
    return null;
  end $$;
revoke all on function end_subject(), subject_hash(text, text) from public;
create trigger users_subject_ended after update on users
  for each row when (old.active and not new.active
    or old.external_id is not null and old.external_id is distinct from new.external_id)
  execute function end_subject();
create trigger users_subject_gone after delete on users
  for each row when (old.external_id is not null) execute function end_subject();

-- Whoever has another name elsewhere is perhaps somebody else: what is open ends.
create trigger users_renamed after update on users
  for each row when (old.external_id is not null and old.external_id is distinct from new.external_id)
  execute function revoke_tokens_of_user();

grant select, delete on subject_end to "${app_role}";
grant execute on function subject_hash(text, text) to "${app_role}";
