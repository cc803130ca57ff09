-- When the clock of schedules was moved, how far and by whom: mail that went before its time says why.
-- The last 1,000 moves are kept; what was moved before is told nowhere.
create table schedule_jump (
  id    bigint generated always as identity primary key,
  at    timestamptz not null,
  step  interval not null,
  shift interval not null, -- in all, from then on
  actor text
);

-- As before, and remembers that it did, and for whom.
create function advance_schedule(ahead interval, who text) returns interval
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
  update broadcast set next_at = schedule_now() where enabled and next_at < schedule_now();
  insert into schedule_jump (at, step, shift, actor) values (clock_now(), step, total, who);
  delete from schedule_jump where id <= (select max(id) - 1000 from schedule_jump);
  return total;
end
$$;
revoke all on function advance_schedule(interval, text) from public;

-- For processes of the version before.
create or replace function advance_schedule(ahead interval) returns interval
  language sql
  set search_path = notifier, pg_temp
  as $$ select advance_schedule(ahead, null) $$;

grant select on schedule_jump to "${app_role}";
