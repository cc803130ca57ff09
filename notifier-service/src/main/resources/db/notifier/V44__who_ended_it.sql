-- Suppressions that ended, and who took the address off the list: a key by its name, or the recipient.
-- The last 1,000 of each key and the last 10 of each recipient are kept, and none longer than a mail's record;
-- what ended before is told nowhere.
create table suppression_past (
  id       bigint generated always as identity primary key,
  address  text not null,
  topic    text not null,
  reason   text,
  since    timestamptz not null,
  actor    text,
  until    timestamptz not null,
  ended_by text
);
create index suppression_past_address on suppression_past (address, id);
create index suppression_past_ended_by on suppression_past (ended_by, id) where ended_by is not null;
grant select, insert, delete on suppression_past to "${app_role}";

-- As before, and what is remembered of suppressions goes too.
create or replace function erase_traces(event uuid, addresses text[], whose uuid, erased_at timestamptz)
  returns void
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
declare
  n bigint;
  past bigint;
begin
  with known as (
    delete from suppression where address = any(addresses) returning address, topic, since
  ), kept as (
    insert into suppression_hash (hash, topic, since)
    select hash_of_address(address), topic, since from known
    on conflict do nothing
  )
  select count(*) into n from known;
  delete from suppression_past where address = any(addresses);
  get diagnostics past = row_count;
  perform count_erased(event, 'suppressions', n + past);

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
  delete from throttle_key k
  where k.throttle in (select id from throttle) and k.key = any(addresses)
    and not exists (
      select from deferred d where d.throttle = k.throttle and d.throttle_key = k.key);
  update throttle_key k set used = 0, next_at = clock_now() -- somebody else's mail waits there
  where k.throttle in (select id from throttle) and k.key = any(addresses);

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

-- When a broadcast was due that the clock of schedules was moved past, until it fires.
alter table broadcast add column passed_at timestamptz;

-- As before, and remembers when a broadcast was due that it makes due now.
create or replace function advance_schedule(ahead interval, who text) returns interval
  language plpgsql
  set search_path = notifier, pg_temp
  set lock_timeout = '5s' as $$
declare
  step constant interval := make_interval(secs => extract(epoch from ahead)::float8); -- no days: they have 24 hours
  total interval;
begin
  if ahead is null or step < interval '1 minute' then
    raise exception 'a schedule is moved by a minute at least, and forward' using errcode = '22023';
  end if;
  lock table merge_window, deferred in share row exclusive mode;
  update schedule_shift set shift = shift + step returning shift into total;
  update deferred d set run_at = d.run_at - step
  where on_schedule(d.reason, d.last_error, d.throttle)
    and not exists (select from mails m where m.id = d.mail_id and m.expires_at = d.run_at);
  update merge_window set since = since - step, closes_at = closes_at - step;
  update broadcast set passed_at = coalesce(passed_at, next_at), next_at = schedule_now()
  where enabled and next_at < schedule_now();
  insert into schedule_jump (at, step, shift, actor) values (clock_now(), step, total, who);
  delete from schedule_jump where id <= (select max(id) - 1000 from schedule_jump);
  return total;
end
$$;
