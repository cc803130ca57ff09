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

grant select, insert on mail_change to "${app_role}";
