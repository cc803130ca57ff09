-- What became of each mail: merged mail comes back when the mail that took its place is not sent,
-- keys of mail that was not sent are free again, and the ledger is judged mail by mail.

-- The mail whose place a mail took in their window, and the request that it came with.
alter table mail add column replaces uuid, add column request uuid;
alter table mail_carried add column replaces uuid, add column request uuid;
do $$
begin
  if to_regclass('mail_before') is not null then
    alter table mail_before add column replaces uuid, add column request uuid;
  end if;
  perform make_mail_views();
end
$$;

-- Nothing stays merged into what will not be sent. Where a mail is called back, expired or unwanted,
-- the one whose place it took waits again; it says what came before. What was for somebody who is
-- erased is cancelled with it. What is dead or unknown keeps what it gathered: it can be tried again.
create function hand_back() returns trigger
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
declare
  gone uuid := new.mail_id;
  earlier uuid;
  tried smallint;
  closes timestamptz;
  window_key text;
begin
  loop
    select m.replaces into earlier from mails m where m.id = gone;
    exit when earlier is null;
    if exists (select from closed c where c.mail_id = earlier) then
      update outcome o set state = 'c', merged_into = null, at = new.at, reply = new.reply
      where o.mail_id = earlier and o.state = 'm' and o.merged_into = gone;
      exit when not found;
      gone := earlier;
    else
      delete from outcome o
      where o.mail_id = earlier and o.state = 'm' and o.merged_into = gone
      returning o.attempt into tried;
      exit when not found;
      -- Whoever holds the window is about to find that its mail is gone, and opens another.
      select w.key, w.closes_at into window_key, closes
      from merge_window w where w.mail_id = gone for update skip locked;
      update merge_window w
      set mail_id = earlier, mails = greatest(1, w.mails - 1),
          items = coalesce((
            select '[' || string_agg(item.value::text, ',' order by item.n) || ']'
            from json_array_elements(w.items::json) with ordinality item(value, n)
            where item.n < json_array_length(w.items::json)), '[]')
      where w.key = window_key;
      insert into deferred (mail_id, run_at, lane, attempt, reason)
      select m.id, least(greatest(closes, clock_now()), m.expires_at), m.lane, tried, 's'
      from mails m where m.id = earlier
      on conflict do nothing;
      exit;
    end if;
  end loop;
  return null;
end
$$;
create trigger hand_back after insert on outcome
  for each row when (new.state in ('c', 'p', 'e')) execute function hand_back();

-- The mail that says in the end what a merged mail said.
create function merged_end(first uuid) returns uuid
  language plpgsql stable strict
  set search_path = notifier, pg_temp as $$
declare
  last uuid := first;
  next uuid;
begin
  for hop in 1..1000 loop
    select coalesce(
      (select o.merged_into from outcome o where o.mail_id = last),
      (select r.merged_into from mail_record r where r.id = last)) into next;
    exit when next is null;
    last := next;
  end loop;
  return last;
end
$$;

-- Mail that lost its dedup key to a later one while it was dead: it is not tried again beside that.
create table dedup_lost (
  mail_id uuid primary key,
  key     text not null,
  at      timestamptz not null
);
create index dedup_lost_at on dedup_lost (at);

-- Takes keys from mails that were not sent (cancelled, dead, expired, suppressed) or are not known any
-- more, and gives those that are free now. A mail that is tried again meanwhile keeps its key.
create function free_dedup_keys(keys text[]) returns setof text
  language sql security definer
  set search_path = notifier, pg_temp
  as $$
    with held as materialized (
      select d.key, d.mail_id from dedup d where d.key = any(keys) order by d.key for update
    ), unsent as materialized (
      select o.mail_id from outcome o
      where o.mail_id in (select h.mail_id from held h) and o.state in ('c', 'd', 'e', 'p')
      order by o.mail_id for share
    ), free as materialized (
      select h.key, h.mail_id from held h
      where h.mail_id in (select u.mail_id from unsent u)
        or exists (
          select from mail_record r where r.id = h.mail_id and r.state in ('c', 'd', 'e', 'p'))
        or not exists (select from mail_history k where k.id = h.mail_id)
    ), freed as (
      delete from dedup d using free where d.key = free.key
    ), lost as (
      insert into dedup_lost (mail_id, key, at)
      select free.mail_id, free.key, clock_now() from free
      on conflict (mail_id) do nothing
    )
    select free.key from free
  $$;

-- The other mail that has the key that a mail had, if that one waits or was sent.
create function dedup_holder(lost uuid) returns uuid
  language sql stable security definer
  set search_path = notifier, pg_temp
  as $$
    select d.mail_id from dedup_lost l join dedup d on d.key = l.key
    where l.mail_id = lost and d.mail_id <> lost
      and not exists (
        select from outcome o where o.mail_id = d.mail_id and o.state in ('c', 'd', 'e', 'p'))
      and exists (select from mails k where k.id = d.mail_id)
  $$;

-- The books: what is settled for good has left `accept_batch` and stands here, in entries that are
-- summed up from time to time. Letters of outcomes; a accepted; t merged, and the mail that took its
-- place was sent; l accepted by an earlier version, and not looked at yet.
create table ledger_entry (
  state "char" not null,
  n     bigint not null
);
insert into ledger_entry (state, n) select state, n from ledger_gone;
drop table ledger_gone;

-- Where the pass over what is not settled goes on.
create table ledger_pass (
  one   boolean primary key default true check (one),
  after bigint not null default 0
);
insert into ledger_pass default values;

-- Which mails were accepted together; null where an earlier version accepted them. Those that are
-- settled for good leave it. Of 512 mails it stays in one piece.
alter table accept_batch add column mail_ids uuid[];
alter table accept_batch set (toast_tuple_target = 8160,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Whether it stands in the books; of merged mail, that what took its place was sent.
alter table outcome add column counted boolean;

-- The mail of earlier versions that is not in the books yet: by ids.
create table ledger_adoption (
  one   boolean primary key default true check (one),
  after uuid not null default '00000000-0000-0000-0000-000000000000',
  bound uuid not null
);
insert into ledger_adoption (bound)
select id from (select id from mail_history order by id desc limit 1) last;

-- What was given up, or perhaps sent, can be tried again: not where another mail has its key now, nor
-- many at once where any has. What stood in the books is open again.
create or replace function revive(which uuid, stood "char", most integer)
  returns table (mail_id uuid, attempt smallint)
  language sql security definer set search_path = notifier, pg_temp
  as $$
    with revived as (
      delete from outcome o
      where o.state in ('d', 'u') and (which is null or o.mail_id = which)
        and o.mail_id in (
          select i.mail_id from outcome i
          where i.state <> 's' and i.state in ('d', 'u')
            and (stood is null or i.state = stood) and (which is null or i.mail_id = which)
            and not exists (select from closed c where c.mail_id = i.mail_id)
            and (which is null or dedup_holder(i.mail_id) is null)
            and (which is not null or not exists (
              select from dedup_lost l join dedup d on d.key = l.key
              where l.mail_id = i.mail_id and d.mail_id <> i.mail_id))
          order by i.at, i.mail_id limit most for update skip locked)
      returning o.mail_id, o.attempt, o.state, o.counted
    ), uncounted as (
      insert into ledger_entry (state, n)
      select r.state, -count(*) from revived r where r.counted group by r.state
      union all
      select 'a', -count(*) from revived r where r.counted having count(*) > 0
    ), open_again as (
      insert into accept_batch (n, at, mail_ids)
      select count(*), clock_now(), array_agg(r.mail_id) from revived r where r.counted
      having count(*) > 0
    ), theirs as materialized (
      select l.mail_id, l.key from dedup_lost l join revived r on r.mail_id = l.mail_id
      where which is not null
    ), found as (
      delete from dedup_lost l using theirs where l.mail_id = theirs.mail_id
    ), losers as (
      insert into dedup_lost (mail_id, key, at)
      select d.mail_id, d.key, clock_now() from dedup d join theirs on theirs.key = d.key
      on conflict (mail_id) do nothing
    ), took as (
      insert into dedup as d (key, mail_id, at) select key, theirs.mail_id, clock_now() from theirs
      on conflict (key) do update set mail_id = excluded.mail_id, at = excluded.at
    )
    select r.mail_id, r.attempt from revived r
  $$;

-- Looks at some batches in their turn and puts into the books what is settled for good, with what was
-- merged into it: whatever is dead or unknown leaves the books again when it is tried again. Gives
-- whether there is more of it to do at once; null where somebody else is about it.
create function balance_books(most integer) returns boolean
  language plpgsql security definer
  set search_path = notifier, pg_temp
  set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
declare
  since bigint;
  seen bigint;
  last bigint;
  done integer;
begin
  select p.after into since from ledger_pass p for update skip locked;
  if not found then
    return null;
  end if;
  with recursive piece as materialized (
    select p.id, p.n, p.mail_ids
    from (
      select b.id, b.n, b.mail_ids, sum(b.n) over (order by b.id) - b.n as before
      from (
        select id, n, mail_ids from accept_batch
        where id > since and mail_ids is not null order by id limit most for update) b) p
    where p.before < most
  ), each_mail as materialized (
    select piece.id as batch, m.mail_id, coalesce(r.state, o.state) as state, o.counted,
           r.id is not null as recorded, kept.replaces
    from piece cross join lateral unnest(piece.mail_ids) m(mail_id)
      left join lateral (
        select b.state, b.counted from outcome b where b.mail_id = m.mail_id) o on true
      left join lateral (
        select b.id, b.state from mail_record b where b.id = m.mail_id and o.state is null) r on true
      left join lateral (
        select k.id, k.replaces from mails k where k.id = m.mail_id and o.state is not null) kept
        on true
    where o.state is null or kept.id is not null
  ), given_up as (
    update outcome o set counted = true from each_mail e
    where o.mail_id = e.mail_id and not e.recorded and e.state in ('d', 'u')
      and o.state in ('d', 'u')
    returning o.mail_id
  ), judged as materialized (
    select e.batch, e.mail_id, e.state, e.replaces,
           e.state = 'm' and coalesce(e.counted, false) as told,
           case
             when e.state is null then false
             when e.recorded then true
             when e.state in ('d', 'u') then e.mail_id in (select g.mail_id from given_up g)
             when e.state = 'm' then coalesce(e.counted, false)
             else true end as final
    from each_mail e
  ), merged_into as (
    select j.mail_id as carrier, j.replaces as before, 1 as depth from judged j
    where j.final and j.state = 's' and j.replaces is not null
    union all
    select c.before, (select k.replaces from mails k where k.id = c.before), c.depth + 1
    from merged_into c join outcome o on o.mail_id = c.before and o.merged_into = c.carrier
    where o.state = 'm' and c.depth < 5000
  ), told as (
    update outcome o set counted = true from merged_into c
    where o.mail_id = c.before and o.state = 'm' and o.merged_into = c.carrier
  ), booked as (
    insert into ledger_entry (state, n)
    select j.state, count(*) from judged j where j.final group by j.state
    union all
    select 'a', count(*) from judged j where j.final having count(*) > 0
    union all
    select 't', count(*) from judged j where j.final and j.told having count(*) > 0
  ), left_over as materialized (
    select j.batch, array_agg(j.mail_id) filter (where not j.final) as mail_ids,
           count(*) filter (where j.final) as finals
    from judged j group by j.batch
  ), ended as (
    delete from accept_batch b using left_over l
    where b.id = l.batch and b.n <= l.finals
  ), shrunk as (
    update accept_batch b
    set n = b.n - l.finals,
        mail_ids = array(
          select m from unnest(b.mail_ids) m
          where m not in (select j.mail_id from judged j where j.final))
    from left_over l where b.id = l.batch and l.finals > 0 and l.finals < b.n
  )
  select (select greatest(count(*), sum(n)) from piece), (select max(id) from piece),
         (select count(*) from judged where final)
  into seen, last, done;
  update ledger_pass set after = coalesce(last, 0);
  if (select count(*) from ledger_entry) > 500 then
    with entries as (delete from ledger_entry returning state, n)
    insert into ledger_entry (state, n) select state, sum(n) from entries group by state;
  end if;
  return done > 0 and seen >= most;
end
$$;

-- Puts into the books what an earlier version accepted, a piece at a time in the order of ids; true
-- while there is more.
create function adopt_mail(most integer) returns boolean
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
declare
  since uuid;
  until uuid;
  last uuid;
begin
  select a.after, a.bound into since, until from ledger_adoption a for update skip locked;
  if not found then
    return false;
  end if;
  with piece as materialized (
    select id from mail_history where id > since and id <= until order by id limit most
  ), each_mail as materialized (
    select piece.id, coalesce(o.state, r.state) as state,
           exists (
             select from outcome later
             where later.mail_id = merged_end(coalesce(o.merged_into, r.merged_into))
               and later.state = 's') as told
    from piece
      left join outcome o on o.mail_id = piece.id
      left join mail_record r on r.id = piece.id
  ), counted as (
    update outcome o set counted = true from each_mail e
    where o.mail_id = e.id and o.state in ('d', 'u', 'm')
  ), opened as (
    insert into accept_batch (n, at, mail_ids)
    select count(*), clock_now(), array_agg(id) from each_mail where state is null
    having count(*) > 0
  ), booked as (
    insert into ledger_entry (state, n)
    select e.state, count(*) from each_mail e where e.state is not null group by e.state
    union all
    select 'a', count(*) from each_mail e where e.state is not null having count(*) > 0
    union all
    select 't', count(*) from each_mail e where e.state = 'm' and e.told having count(*) > 0
    union all
    select 'l', -count(*) from each_mail e having count(*) > 0
  )
  select (array_agg(id order by id desc))[1] into last from piece;
  with old as (
    delete from accept_batch where id in (
      select id from accept_batch where mail_ids is null order by id limit most) returning n
  )
  insert into ledger_entry (state, n) select 'l', sum(n) from old having count(*) > 0;
  if found or last is not null then
    update ledger_adoption set after = coalesce(last, until);
    return true;
  end if;
  delete from ledger_adoption;
  return false;
end
$$;

-- As before, but that merged mail stays as long as what took its place is not settled: it may have to
-- wait again.
create or replace function take_content(
    of regclass, low uuid, high uuid, bound timestamptz, most integer)
  returns integer language plpgsql
  set search_path = notifier, pg_temp as $$
declare
  taken integer;
begin
  execute format($sql$
    with old as materialized (
      select o.mail_id, o.state, o.attempt, o.at, o.merged_into
      from %s m join outcome o on o.mail_id = m.id
      where m.id > $1 and m.id <= $2 and o.at < $3
        and (o.state <> 'm' or o.counted
          or not exists (select from mails later where later.id = o.merged_into))
      order by m.id limit $4 for update of o skip locked
    ), settled as (
      delete from outcome using old where outcome.mail_id = old.mail_id
    ), content as (
      delete from %s m using old where m.id = old.mail_id
      returning m.id, m.user_id, m.message_id, m.accepted_at, m.expires_at, m.lane, m.template,
                m.topic, m.critical, old.state, old.attempt, old.at, old.merged_into
    ), replies as (
      update attempt set reply = null from old
      where attempt.mail_id = old.mail_id and attempt.reply is not null
    ), recorded as (
      insert into mail_record (id, user_id, message_id, accepted_at, expires_at, lane, template,
        topic, critical, state, attempt, settled_at, merged_into)
      select * from content returning id
    )
    select count(*)::int from recorded $sql$, of, of)
  into taken using low, high, bound, most;
  return taken;
end
$$;

-- One step of forgetting what is known of mails that were settled before `keep`: how many. The books
-- have them already.
create or replace function forget_mail_records(keep interval, most integer) returns integer
  language sql security definer
  set search_path = notifier, pg_temp
  as $$
    with old as (
      delete from mail_record where id in (
        select id from mail_record where settled_at < (select clock_now() - keep)
        order by settled_at limit most for update skip locked)
      returning id
    ), attempts as (
      delete from attempt using old where attempt.mail_id = old.id
    ), given_up as (
      delete from closed using old where closed.mail_id = old.id
    ), lost_keys as (
      delete from dedup_lost using old where dedup_lost.mail_id = old.id
    )
    select count(*)::int from old
  $$;

-- Ticks are found by their time already; so are events that are parked.
create index inbox_event_at on inbox_event (at);
create index outbox_parked on outbox (parked_at) where parked_at is not null;

-- One step of forgetting ticks, events that had their effect and events that nobody would take, all of
-- before `keep`: how many.
create function forget_events(keep interval, most integer) returns integer
  language sql security definer
  set search_path = notifier, pg_temp
  as $$
    with bound as materialized (
      select clock_now() - keep as at
    ), ticks as (
      delete from broadcast_tick where (name, fire_at) in (
        select name, fire_at from broadcast_tick where at < (select at from bound)
        order by at limit most for update skip locked)
      returning name
    ), events as (
      delete from inbox_event where (source, event_id) in (
        select source, event_id from inbox_event where at < (select at from bound)
        order by at limit most for update skip locked)
      returning source
    ), parked as (
      delete from outbox where seq in (
        select seq from outbox where parked_at < (select at from bound)
        order by parked_at limit most for update skip locked)
      returning seq
    )
    select ((select count(*) from ticks) + (select count(*) from events)
      + (select count(*) from parked))::int
  $$;

-- What a small installation has is in the books at once, a large one's in the first minutes.
do $$
begin
  for n in 1..20 loop
    exit when not adopt_mail(1000);
  end loop;
end
$$;

revoke all on function hand_back(), free_dedup_keys(text[]), dedup_holder(uuid), balance_books(integer),
  adopt_mail(integer), forget_events(interval, integer) from public;
grant execute on function free_dedup_keys(text[]), dedup_holder(uuid), balance_books(integer),
  adopt_mail(integer), forget_events(interval, integer) to "${app_role}";
grant select on ledger_entry, ledger_adoption, dedup_lost to "${app_role}";
