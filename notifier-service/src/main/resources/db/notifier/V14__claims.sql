-- Whose turn it is: among lanes and senders, and among mails that wait for a throttle.

-- A chunk holds mail of one sender. `pos` is its place in its lane, in mails: that of a sender's
-- next chunk is behind its last one, or where the lane is now, whichever is later. 0 is the front.
alter table ready add column pos bigint not null default 0;
alter table ready add column bytes bigint not null default 0;
alter table ready drop constraint ready_pkey;
alter table ready add primary key (lane, pos, seq);

-- Where each lane is, of all processes.
create table ready_head (
  lane smallint primary key,
  pos  bigint not null
);
insert into ready_head (lane, pos) values (0, 0), (1, 0), (2, 0);

-- What it takes to put it into a chunk; null where somebody has to look. '' is the service itself.
alter table deferred add column sender text;
alter table deferred add column bytes integer;
create index deferred_lane_due on deferred (lane, run_at, mail_id);
drop index deferred_due;

-- Mail that waits for a pass is parked here, by throttle and key; it goes in this order.
alter table deferred add column throttle bigint;
alter table deferred add column throttle_key text collate "C";
create index deferred_parked on deferred (throttle, throttle_key, lane, mail_id)
  where throttle is not null;

-- A throttle of another template, or with other keys, is another one: its number tells them apart.
create sequence throttle_number;
alter table throttle add column id bigint not null unique default nextval('throttle_number');

alter table throttle_pass rename to throttle_pass_before;
alter table throttle_count rename to throttle_count_before;

-- One pass for each throttle that concerns a mail, from the moment of its last use.
create table throttle_pass (
  throttle bigint not null,
  key      text collate "C" not null,               -- the recipient in lower case, or ''
  mail_id  uuid not null,
  at       timestamptz not null,
  constraint throttle_pass_key primary key (throttle, key, mail_id)
);
create index throttle_pass_at on throttle_pass (throttle, key, at);
create index throttle_pass_mail on throttle_pass (mail_id);

-- Whoever takes passes of a key, gives them back or parks mail there locks its row; several, in
-- the order of throttle and key.
create table throttle_key (
  throttle bigint not null,
  key      text collate "C" not null,
  used     integer not null default 0,              -- how many passes there are
  until    timestamptz not null,                    -- after that none of them counts any more
  next_at  timestamptz,                             -- when a parked mail may go; null: none is parked
  primary key (throttle, key)
);
create index throttle_key_next on throttle_key (next_at) where next_at is not null;
create index throttle_key_done on throttle_key (until);

insert into throttle_pass (throttle, key, mail_id, at)
select t.id, p.key, gen_random_uuid(), p.at
from throttle_pass_before p join throttle t on t.name = p.throttle;
insert into throttle_key (throttle, key, used, until)
select p.throttle, p.key, count(*), max(p.at + t.within_millis * interval '1 ms')
from throttle_pass p join throttle t on t.id = p.throttle group by p.throttle, p.key;
drop function throttled(text, text, timestamptz);
drop table throttle_pass_before, throttle_count_before;

create function throttle_key_of(per_recipient boolean, address text) returns text
  language sql immutable
  return case when per_recipient then lower(address collate "C") else '' end;

-- How many bytes mails have, for a chunk that is put together again.
create function bytes_of_mails(ids uuid[]) returns bigint language sql stable
  as $$ select coalesce(sum(octet_length(body)), 0) from mails where id = any(ids) $$;

-- Gives back the passes of mails of which nothing was sent. One that came to the end of its content
-- in an earlier attempt has perhaps arrived, and keeps them. Gives how many.
create function give_passes_back(mails uuid[]) returns integer language plpgsql as $$
declare
  given integer;
begin
  if not exists (select from throttle_pass p where p.mail_id = any(mails)) then
    return 0;
  end if;
  perform from throttle_key k
  where (k.throttle, k.key) in (
    select p.throttle, p.key from throttle_pass p where p.mail_id = any(mails))
  order by k.throttle, k.key for update;
  with back as (
    delete from throttle_pass p
    where p.mail_id = any(mails) and not exists (
      select from attempt a
      where a.mail_id = p.mail_id and (a.outcome = 'unknown' or a.phase in ('dot', 'replied')))
    returning p.throttle, p.key
  ), counted as (
    select back.throttle, back.key, count(*)::int as n from back group by back.throttle, back.key
  )
  update throttle_key k
  set used = k.used - counted.n, next_at = case when k.next_at is not null then clock_now() end
  from counted where k.throttle = counted.throttle and k.key = counted.key;
  get diagnostics given = row_count;
  return given;
end
$$;

-- Takes a mail's passes, of all throttles that concern it or of none, whose keys the caller has
-- locked. Gives the throttle that it has to wait for, and until when at least. A pass that it has is
-- used once more. Where others are parked it gets in line.
create function take_pass(
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
    perform give_passes_back(array[which]);
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

-- Asks for the passes of mails in leases, the last thing before they are sent: an element for each.
-- What has to wait leaves its lease and is parked. Gives 'SEND', or until when (ms since 1970) a
-- mail has to wait at least, a space and the throttle; nothing for one that is in no such lease.
create function take_passes(leases bigint[], ids uuid[], addresses text[], kinds text[])
  returns table (mail uuid, verdict text) language plpgsql as $$
declare
  moment constant timestamptz := clock_now();
  wanted integer;
  locked integer;
  one record;
  said record;
  parked uuid[] := '{}';
begin
  perform from lease l where l.lease_id = any(leases) order by l.lease_id for update;
  perform from throttle t where t.template is null or t.template = any(kinds)
  order by t.name for share; -- one that changes waits for what was judged by it
  loop
    insert into throttle_key (throttle, key, until)
    select distinct t.id, throttle_key_of(t.per_recipient, g.address), moment
    from unnest(addresses, kinds) g(address, kind)
      join throttle t on t.template is null or t.template = g.kind
    order by 1, 2
    on conflict do nothing;
    select count(*) into wanted from (
      select distinct t.id, throttle_key_of(t.per_recipient, g.address)
      from unnest(addresses, kinds) g(address, kind)
        join throttle t on t.template is null or t.template = g.kind) keys;
    select count(*) into locked from (
      select k.throttle from throttle_key k
      where (k.throttle, k.key) in (
        select t.id, throttle_key_of(t.per_recipient, g.address)
        from unnest(addresses, kinds) g(address, kind)
          join throttle t on t.template is null or t.template = g.kind)
      order by k.throttle, k.key for update) keys;
    exit when locked = wanted; -- else one was forgotten meanwhile
  end loop;
  for one in
    select g.id, g.address, g.kind, l.lane, l.attempt
    from unnest(leases, ids, addresses, kinds) g(lease_id, id, address, kind)
      join lease l on l.lease_id = g.lease_id and g.id = any(l.mail_ids)
    order by l.lane, g.id
  loop
    said := take_pass(one.id, one.address, one.kind, moment);
    mail := one.id;
    verdict := 'SEND';
    if said.full_throttle is not null then
      verdict := ceil(extract(epoch from said.free_at) * 1000)::bigint || ' ' || said.full_name;
      parked := parked || one.id;
      insert into deferred (mail_id, run_at, lane, attempt, reason, last_error, sender, bytes,
        throttle, throttle_key)
      select one.id, coalesce(m.expires_at, moment + interval '3650 days'), one.lane, one.attempt,
             'h', 'throttle ' || said.full_name || ' until '
               || to_char(said.free_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
             coalesce(m.sender, ''), octet_length(m.body), said.full_throttle, said.full_key
      from mails m where m.id = one.id
      on conflict do nothing;
      update throttle_key k set next_at = least(k.next_at, said.free_at)
      where k.throttle = said.full_throttle and k.key = said.full_key
        and (k.next_at is null or k.next_at > said.free_at);
    end if;
    return next;
  end loop;
  if parked <> '{}' then
    update lease l set mail_ids = array(select m from unnest(l.mail_ids) m where m <> all(parked))
    where l.lease_id = any(leases) and l.mail_ids && parked;
    delete from lease l where l.lease_id = any(leases) and l.mail_ids = '{}';
  end if;
end
$$;

-- Lets parked mail go for which there is a pass now, which it gets, at the places `heads` (by lane,
-- from 0) of the queue: of so many keys, and so many mails. All of it where the throttle has ended.
create function release_parked(heads bigint[], most_keys integer, most_mails integer)
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

grant select, insert, update, delete on throttle_pass, throttle_key to "${app_role}";
grant select, update on ready_head to "${app_role}";
grant usage on sequence throttle_number to "${app_role}";
