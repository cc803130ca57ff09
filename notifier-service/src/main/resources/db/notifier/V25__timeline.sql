-- What a person can read of a mail: what held it, what servers said and when, by template and time.

-- What the list of a template is read from.
create index mail_template on mail (template, id) where template is not null;
create index mail_carried_template on mail_carried (template, id) where template is not null;
create index mail_record_template on mail_record (template, id) where template is not null;

-- Who sent it with which request is known as long as the mail is.
alter table mail_record add column sender text, add column request uuid;

-- How an attempt went: when it began, who had the mail, the server, and what it said in each phase
-- after so many milliseconds, as `MailTrace` writes it.
alter table outcome add column trace text;
alter table attempt add column trace text;

-- What held a mail: since when, until when, how often. Nothing is written for what is never held.
create table mail_hold (
  mail_id uuid not null,
  rule    text not null,
  since   timestamptz not null,
  until   timestamptz,
  times   integer not null default 1,
  primary key (mail_id, rule)
);
create function note_hold() returns trigger
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
begin
  insert into mail_hold as h (mail_id, rule, since, until)
  values (new.mail_id, split_part(coalesce(new.last_error, 'held'), ' until ', 1), clock_now(),
          case when new.run_at < clock_now() + interval '1000 days' then new.run_at end)
  on conflict (mail_id, rule) do update set until = excluded.until, times = h.times + 1;
  return null;
end
$$;
create trigger note_hold after insert on deferred
  for each row when (new.reason = 'h') execute function note_hold();

-- As before, with who sent it, and without what servers said.
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
                m.topic, m.critical, m.sender, m.request,
                old.state, old.attempt, old.at, old.merged_into
    ), replies as (
      update attempt set reply = null, trace = null from old
      where attempt.mail_id = old.mail_id and attempt.reply is not null
    ), recorded as (
      insert into mail_record (id, user_id, message_id, accepted_at, expires_at, lane, template,
        topic, critical, sender, request, state, attempt, settled_at, merged_into)
      select * from content returning id
    )
    select count(*)::int from recorded $sql$, of, of)
  into taken using low, high, bound, most;
  return taken;
end
$$;

-- As before, and what servers said in each phase goes with their replies.
create or replace function erase_mail_content(
    addresses text[], whose uuid, accepted_until timestamptz, most integer) returns integer
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
declare
  of text;
  erased integer := 0;
  part integer;
begin
  foreach of in array array['mail', 'mail_carried', 'mail_before'] loop
    continue when to_regclass(of) is null;
    execute format($sql$
      with theirs as materialized (
        select m.id from %I m
        where m.id in (
            select id from %I where lower(recipient collate "C") = any($1)
            union all
            select id from %I where user_id = $2 and recipient is not null)
          and m.accepted_at <= $3 and exists (select from outcome o where o.mail_id = m.id)
        limit $4
      ), replies as (
        update attempt set reply = null, trace = null from theirs
        where attempt.mail_id = theirs.id and attempt.reply is not null
      ), last_replies as (
        update outcome set reply = null, trace = null from theirs
        where outcome.mail_id = theirs.id and (outcome.reply is not null or outcome.trace is not null)
      ), erased as (
        update %I m set recipient = null, recipient_name = null, subject = null, body = null
        from theirs where m.id = theirs.id
        returning m.id
      )
      select count(*)::int from erased $sql$, of, of, of, of)
    into part using addresses, whose, accepted_until, most - erased;
    erased := erased + part;
    exit when erased >= most;
  end loop;
  return erased;
end
$$;

-- As before, with what held them.
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
    ), holds as (
      delete from mail_hold using old where mail_hold.mail_id = old.id
    )
    select count(*)::int from old
  $$;

-- Where each mail stands, in words, for people who look into the tables.
create view mail_status as
  select o.mail_id as id,
         case o.state when 's' then 'sent' when 'd' then 'dead' when 'c' then 'cancelled'
           when 'm' then 'merged' when 'p' then 'suppressed' when 'e' then 'expired'
           when 'u' then 'unknown' end as state,
         o.at as since, null::timestamptz as due, o.attempt, o.reply, o.merged_into
  from outcome o
  union all
  select r.id,
         case r.state when 's' then 'sent' when 'd' then 'dead' when 'c' then 'cancelled'
           when 'm' then 'merged' when 'p' then 'suppressed' when 'e' then 'expired'
           when 'u' then 'unknown' end,
         r.settled_at, null, r.attempt, null, r.merged_into
  from mail_record r
  union all
  select d.mail_id,
         case d.reason when 's' then 'scheduled' when 'h' then 'held' when 'r' then 'retrying' end,
         null, d.run_at, d.attempt, d.last_error, null
  from deferred d
  union all
  select unnest(q.mail_ids), 'ready', null, null, q.attempt, null, null from ready q
  union all
  select unnest(l.mail_ids), 'sending', l.taken_at, null, l.attempt, null, null from lease l;

-- As before, without a lock on each batch that is looked at: nobody else changes them.
create or replace function balance_books(most integer) returns boolean
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
        where id > since and mail_ids is not null order by id limit most) b) p
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

revoke all on function note_hold() from public;
grant select on mail_hold, mail_status to "${app_role}";
