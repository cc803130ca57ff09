-- What an erasure reaches beside the content of mail, when it is complete, and how much it was.

-- An erasure that was asked for. Whom it was about is an id and nothing else.
create table erasure (
  event_id uuid primary key,                        -- the event that asks for it
  user_id  uuid not null,
  at       timestamptz not null,                    -- when the user was erased
  seen     xid8 not null,                           -- what began before the event came has a lower one
  done_at  timestamptz,
  swept    boolean not null default false           -- looked at once more, after a while
);
create index erasure_open on erasure (at) where not swept;

-- How much was erased, by kind: the audit of it.
create table erasure_count (
  event_id uuid not null,
  kind     text not null,
  n        bigint not null,
  primary key (event_id, kind)
);

-- Keys of mail begin with the address.
create index dedup_address on dedup ((split_part(key, E'\n', 1)) collate "C");
create index dedup_lost_address on dedup_lost ((split_part(key, E'\n', 1)) collate "C");

create function count_erased(event uuid, what text, more bigint) returns void
  language sql
  set search_path = notifier, pg_temp
  as $$
    insert into erasure_count as known (event_id, kind, n)
    select event, what, more where more > 0
    on conflict (event_id, kind) do update set n = known.n + excluded.n
  $$;

-- Erases what at most so many settled mails say: those to the addresses (in lower case) that were
-- accepted until the user was erased, and those to the user, whenever they were accepted: the id is
-- nobody else's. Gives how many.
create function erase_mails(
    event uuid, addresses text[], whose uuid, erased_at timestamptz, most integer) returns integer
  language plpgsql
  set search_path = notifier, pg_temp as $$
declare
  erased integer := erase_mail_content(addresses, null, erased_at, most);
begin
  if erased < most then
    erased := erased + erase_mail_content('{}', whose, 'infinity', most - erased);
  end if;
  perform count_erased(event, 'mails', erased);
  return erased;
end
$$;

-- Erases what is kept of addresses beside mail. What they do not want is kept, and who they are is
-- not. Every statement sees what was committed before it began, not before the function did.
create function erase_traces(event uuid, addresses text[], whose uuid, erased_at timestamptz)
  returns void
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
declare
  n bigint;
begin
  with known as (
    delete from suppression where address = any(addresses) returning address, topic, since
  ), kept as (
    insert into suppression_hash (hash, topic, since)
    select hash_of_address(address), topic, since from known
    on conflict do nothing
  )
  select count(*) into n from known;
  perform count_erased(event, 'suppressions', n);

  delete from merge_window
  where lower(recipient collate "C") = any(addresses) and since <= erased_at;
  get diagnostics n = row_count;
  perform count_erased(event, 'windows', n);

  delete from dedup
  where split_part(key, E'\n', 1) collate "C" = any(addresses) and at <= erased_at;
  get diagnostics n = row_count;
  perform count_erased(event, 'dedupKeys', n);
  delete from dedup_lost
  where split_part(key, E'\n', 1) collate "C" = any(addresses) and at <= erased_at;
  get diagnostics n = row_count;
  perform count_erased(event, 'dedupKeys', n);
  delete from dedup d using mails m -- accepted by an id that was good a moment ago
  where m.user_id = whose and m.accepted_at > erased_at and d.at = m.accepted_at and d.mail_id = m.id;
  get diagnostics n = row_count;
  perform count_erased(event, 'dedupKeys', n);

  -- Whoever takes a pass locks the row of its key: none comes in between.
  perform from throttle_key k
  where k.throttle in (select id from throttle) and k.key = any(addresses)
  order by k.throttle, k.key for update;
  delete from throttle_pass p
  where p.throttle in (select id from throttle) and p.key = any(addresses);
  get diagnostics n = row_count;
  perform count_erased(event, 'throttlePasses', n);
  update throttle_key k set used = 0, next_at = clock_now() -- somebody else's mail waits there
  where k.throttle in (select id from throttle) and k.key = any(addresses)
    and k.next_at is not null;
  delete from throttle_key k
  where k.throttle in (select id from throttle) and k.key = any(addresses) and k.next_at is null;

  update idempotency -- a key may hold a name or an address; its hash still finds the answer
  set key = 'sha256:' || encode(sha256(convert_to(key, 'UTF8')), 'hex'),
      fingerprint = '', response = null, subject = null,
      failure = '{"code": "NOT_FOUND", "message": "The recipient was erased", "details": []}'
  where subject = 'user:' || whose
     or subject = any(array(select 'address:' || address from unnest(addresses) address));
  get diagnostics n = row_count;
  perform count_erased(event, 'mailAnswers', n);
end
$$;

-- Answers of before that name somebody.
update idempotency set subject = 'address:' || lower((response ->> 'address') collate "C")
where subject is null and contract = 'suppressions.add.v2' and response is not null;
update idempotency
set subject = coalesce('user:' || (response -> 'to' ->> 'userId'),
                       'address:' || lower((response -> 'to' ->> 'email') collate "C"))
where subject is null and contract in ('mail.cancel.v2', 'mail.reschedule.v2')
  and response is not null;

revoke all on function count_erased(uuid, text, bigint),
  erase_mails(uuid, text[], uuid, timestamptz, integer),
  erase_traces(uuid, text[], uuid, timestamptz) from public;
grant execute on function count_erased(uuid, text, bigint),
  erase_mails(uuid, text[], uuid, timestamptz, integer),
  erase_traces(uuid, text[], uuid, timestamptz) to "${app_role}";
grant select, insert, update (done_at, swept) on erasure to "${app_role}";
grant select, insert, update (n) on erasure_count to "${app_role}";
grant select, delete on dedup_lost to "${app_role}";
