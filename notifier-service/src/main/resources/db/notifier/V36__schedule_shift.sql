-- The time machine: the clock that schedules are judged by may be ahead of the one that all else goes
-- by. It is never set back, and only the owner of the schema can move it.
create table schedule_shift (
  one   boolean primary key default true check (one),
  shift interval not null default '0' check (shift between '0' and '400 days')
);
insert into schedule_shift default values;

create function schedule_now() returns timestamptz
  language sql stable
  return clock_now() + (select shift from schedule_shift);

-- Whether the moment up to which a mail waits is one of a schedule: it was scheduled, is held until the
-- end of quiet hours, or a person has put it off after an attempt. What is to be retried says why, what
-- waits for a throttle has one, and a pause has no moment.
create function on_schedule(reason "char", why text, throttle bigint) returns boolean
  language sql immutable
  return throttle is null and (
    reason = 's'
    or (reason = 'h' and starts_with(why, 'quiet hours until '))
    or (reason = 'r' and why is null));

-- Moves that clock, and with it what is stored of it by the other: a moment stands in `deferred` and in
-- `merge_window` as that at which it will come. A broadcast whose time comes fires once, on arrival: it
-- is not late, whatever it says of ticks that are. The locks wait for whoever has reckoned with the shift
-- as it was, and keep others from it until it is moved. Mail that waits for its own expiry does not
-- go by a schedule. Gives the shift.
create function advance_schedule(ahead interval) returns interval
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
  return total;
end
$$;
revoke all on function advance_schedule(interval) from public;

-- As before; the end of quiet hours is a time of day, and is told as it was said.
create or replace function note_hold() returns trigger
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
begin
  insert into mail_hold as h (mail_id, rule, since, until)
  values (new.mail_id, split_part(coalesce(new.last_error, 'held'), ' until ', 1), clock_now(),
          case when new.run_at < clock_now() + interval '1000 days' then new.run_at end
            + case when on_schedule(new.reason, new.last_error, new.throttle)
                then (select shift from schedule_shift) else '0' end)
  on conflict (mail_id, rule) do update set until = excluded.until, times = h.times + 1;
  return null;
end
$$;

grant select on schedule_shift to "${app_role}";
grant execute on function schedule_now(), on_schedule("char", text, bigint) to "${app_role}";
