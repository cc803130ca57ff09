-- Leases that cost less, lists of old mail by template, and mail that needs several throttles.

-- A lease holds a thousand ids, which are random: to press them took a fifth of a claim.
alter table lease alter column mail_ids set storage external,
  alter column begun set storage external;

-- What the list of a template is read from, also among the mail of before the weeks. Nothing is stored
-- there any more: only retention and erasures write, wait a moment for it, and try again.
do $$
begin
  if to_regclass('mail_before') is not null then
    create index if not exists mail_before_template on mail_before (template, id)
      where template is not null;
  end if;
end
$$;

-- Mail that needs the passes of several throttles gets them also where each is always full.

-- As before, but that a mail which has to wait keeps the passes that it will still have when the
-- throttle that it waits for has one: else two that are always full would pass it on for ever. Those
-- that will have lapsed by then are given back.
create or replace function take_pass(
    which uuid, address text, kind text, moment timestamptz,
    out full_throttle bigint, out full_name text, out full_key text, out free_at timestamptz)
  language plpgsql as $$
declare
  rule record;
  old integer;
  bound timestamptz;
begin
  for rule in
    select t.id, t.name, t.most, t.within_millis * interval '1 ms' as span, k.key, k.used, k.next_at
    from throttle t
      join throttle_key k on k.throttle = t.id and k.key = throttle_key_of(t.per_recipient, address)
    where t.template is null or t.template = kind
    order by t.id
  loop
    with gone as (
      delete from throttle_pass p
      where p.throttle = rule.id and p.key = rule.key and p.at <= moment - rule.span returning 1
    )
    select count(*) into old from gone;
    if old > 0 then
      update throttle_key k set used = k.used - old where k.throttle = rule.id and k.key = rule.key;
    end if;
    continue when exists (
      select from throttle_pass p
      where p.throttle = rule.id and p.key = rule.key and p.mail_id = which);
    bound := null;
    if rule.used - old >= rule.most then
      select p.at + rule.span into bound from throttle_pass p
      where p.throttle = rule.id and p.key = rule.key
      order by p.at offset rule.used - old - rule.most limit 1;
    elsif rule.next_at is not null then
      bound := moment;
    end if;
    if bound is not null and (free_at is null or bound > free_at) then
      full_throttle := rule.id;
      full_name := rule.name;
      full_key := rule.key;
      free_at := bound;
    end if;
  end loop;
  if full_throttle is not null then
    with back as (
      delete from throttle_pass p
      where p.mail_id = which
        and coalesce(p.at + (select t.within_millis * interval '1 ms' from throttle t
                             where t.id = p.throttle), '-infinity') < free_at
        and not exists (
          select from attempt a
          where a.mail_id = which and (a.outcome = 'unknown' or a.phase in ('dot', 'replied')))
      returning p.throttle, p.key
    )
    update throttle_key k
    set used = k.used - 1, next_at = case when k.next_at is not null then moment end
    from back where k.throttle = back.throttle and k.key = back.key;
    return;
  end if;
  with concerned as materialized (
    select t.id, k.key, t.within_millis * interval '1 ms' as span, not exists (
             select from throttle_pass p
             where p.throttle = t.id and p.key = k.key and p.mail_id = which) as fresh
    from throttle t
      join throttle_key k on k.throttle = t.id and k.key = throttle_key_of(t.per_recipient, address)
    where t.template is null or t.template = kind
  ), passes as (
    insert into throttle_pass (throttle, key, mail_id, at)
    select c.id, c.key, which, moment from concerned c
    on conflict on constraint throttle_pass_key do update set at = excluded.at
  )
  update throttle_key k set used = k.used + c.fresh::int, until = greatest(k.until, moment + c.span)
  from concerned c where k.throttle = c.id and k.key = c.key;
end
$$;

-- As before, and the passes that a mail has kept of other throttles count from now on again.
create or replace function release_parked(heads bigint[], most_keys integer, most_mails integer)
  returns table (mail uuid) language plpgsql as $$
declare
  moment constant timestamptz := clock_now();
  due record;
  rule record;
  standing integer;
  room integer;
  left_over integer := most_mails;
  freed uuid[];
  others boolean;
begin
  for due in
    select k.throttle, k.key from throttle_key k where k.next_at <= moment
    order by k.next_at limit most_keys for update skip locked
  loop
    exit when left_over <= 0;
    select t.most, t.within_millis * interval '1 ms' as span into rule
    from throttle t where t.id = due.throttle;
    delete from throttle_pass p
    where p.throttle = due.throttle and p.key = due.key
      and (rule.most is null or p.at <= moment - rule.span);
    get diagnostics room = row_count;
    select k.used - room into standing
    from throttle_key k where k.throttle = due.throttle and k.key = due.key;
    room := greatest(0, least(left_over, coalesce(rule.most - standing, left_over)));
    with first as materialized (
      select d.mail_id, d.lane, d.attempt, d.sender, d.bytes
      from deferred d where d.throttle = due.throttle and d.throttle_key = due.key
      order by d.lane, d.mail_id limit room for update skip locked
    ), gone as (
      delete from deferred d using first where d.mail_id = first.mail_id
    ), passes as (
      insert into throttle_pass (throttle, key, mail_id, at)
      select due.throttle, due.key, first.mail_id, moment from first where rule.most is not null
      on conflict do nothing
    ), kept as materialized (
      select p.throttle, p.key, p.mail_id
      from first join throttle_pass p on p.mail_id = first.mail_id
      where p.throttle <> due.throttle or p.key <> due.key
      for update of p skip locked
    ), used_again as (
      update throttle_pass p set at = moment
      from kept where p.throttle = kept.throttle and p.key = kept.key and p.mail_id = kept.mail_id
    ), numbered as (
      select first.*, (row_number() over (
          partition by lane, attempt, sender order by mail_id) - 1) / 32 as chunk
      from first
    ), queued as (
      insert into ready (lane, pos, attempt, mail_ids, bytes)
      select lane, heads[lane + 1] + (chunk + 1) * 32, attempt, array_agg(mail_id order by mail_id),
             coalesce(sum(bytes), 0)
      from numbered group by lane, attempt, sender, chunk
    )
    select coalesce(array_agg(first.mail_id), '{}') into freed from first;
    left_over := left_over - cardinality(freed);
    others := exists (
      select from deferred d where d.throttle = due.throttle and d.throttle_key = due.key);
    update throttle_key k
    set used = case when rule.most is null then 0 else standing + cardinality(freed) end,
      until = case when freed = '{}' then k.until
        else greatest(k.until, moment + coalesce(rule.span, '0')) end,
      next_at = case
        when not others then null
        when rule.most is null or standing + cardinality(freed) < rule.most then moment
        else coalesce((
            select p.at + rule.span from throttle_pass p
            where p.throttle = due.throttle and p.key = due.key
            order by p.at offset standing + cardinality(freed) - rule.most limit 1),
          moment + interval '1 s')
      end
    where k.throttle = due.throttle and k.key = due.key;
    return query select unnest(freed);
  end loop;
end
$$;
