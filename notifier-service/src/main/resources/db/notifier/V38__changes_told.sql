-- What a person did to a mail stays in its timeline: a retry took the row that said that it was given up,
-- and nobody was named; a new time took the old one. Mails of before have no such rows.
create table mail_change (
  mail_id uuid not null,
  at      timestamptz not null,
  kind    text not null check (kind in ('retried', 'rescheduled')),
  actor   text not null,
  request uuid,
  state   "char",      -- what it was before it was retried, since when
  since   timestamptz,
  until   timestamptz, -- on the clock of schedules, as it was said
  primary key (mail_id, at)
);

-- Not before when a mail was to go, as it was told to whoever had it accepted.
alter table mail add column due timestamptz;
alter table mail_carried add column due timestamptz;
do $$
begin
  if to_regclass('mail_before') is not null then
    alter table mail_before add column due timestamptz;
  end if;
  perform make_mail_views();
end
$$;

-- As before, with what was done to them.
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
    ), changes as (
      delete from mail_change using old where mail_change.mail_id = old.id
    )
    select count(*)::int from old
  $$;

-- As revive() and revive_these() before, with what each was and since when, which whoever has it tried
-- again writes down. Those go on for processes of the version before, by way of these.
create function take_given_up(which uuid, stood "char", most integer)
  returns table (mail_id uuid, attempt smallint, state "char", at timestamptz)
  language sql security definer set search_path = notifier, pg_temp
  set enable_sort = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
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
      returning o.mail_id, o.attempt, o.state, o.at, o.counted
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
    select r.mail_id, r.attempt, r.state, r.at from revived r
  $$;
create function take_given_up(these uuid[])
  returns table (mail_id uuid, attempt smallint, state "char", at timestamptz)
  language sql security definer set search_path = notifier, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  as $$
    with found as materialized (
      select i.mail_id
      from unnest(these) named(id) join outcome i on i.mail_id = named.id
      where i.state in ('d', 'u')
        and not exists (select from closed c where c.mail_id = i.mail_id)
        and not exists (
          select from dedup_lost l join dedup d on d.key = l.key
          where l.mail_id = i.mail_id and d.mail_id <> i.mail_id)
      for update of i skip locked
    ), revived as (
      delete from outcome o using found
      where o.mail_id = found.mail_id
      returning o.mail_id, o.attempt, o.state, o.at, o.counted
    ), uncounted as (
      insert into ledger_entry (state, n)
      select r.state, -count(*) from revived r where r.counted group by r.state
      union all
      select 'a', -count(*) from revived r where r.counted having count(*) > 0
    ), open_again as (
      insert into accept_batch (n, at, mail_ids)
      select count(*), clock_now(), array_agg(r.mail_id) from revived r where r.counted
      having count(*) > 0
    )
    select r.mail_id, r.attempt, r.state, r.at from revived r
  $$;
create or replace function revive(which uuid, stood "char", most integer)
  returns table (mail_id uuid, attempt smallint)
  language sql security definer set search_path = notifier, pg_temp
  as $$ select t.mail_id, t.attempt from take_given_up(which, stood, most) t $$;
create or replace function revive_these(these uuid[])
  returns table (mail_id uuid, attempt smallint)
  language sql security definer set search_path = notifier, pg_temp
  as $$ select t.mail_id, t.attempt from take_given_up(these) t $$;
revoke all on function take_given_up(uuid, "char", integer), take_given_up(uuid[]) from public;
grant execute on function take_given_up(uuid, "char", integer), take_given_up(uuid[]) to "${app_role}";

grant select, insert on mail_change to "${app_role}";
