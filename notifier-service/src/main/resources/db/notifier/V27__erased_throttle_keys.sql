-- As before, but that the key of a throttle goes too where only mail of the erased person was parked.
create or replace function erase_traces(event uuid, addresses text[], whose uuid, erased_at timestamptz)
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
