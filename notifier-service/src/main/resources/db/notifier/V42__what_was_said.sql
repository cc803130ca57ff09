-- What a tick said, the beginning of it, and how far the clock of schedules was ahead then: a broadcast may
-- have been changed since, and time moved. Ticks of before have neither.
alter table broadcast_tick
  add column said text,
  add column ahead interval;

-- The beginning of what a payload says: its text, or else all of it.
create function beginning_of(payload jsonb) returns text
  language sql immutable
  return left(coalesce(payload->>'text', payload::text), 200);
revoke all on function beginning_of(jsonb) from public;
grant execute on function beginning_of(jsonb) to "${app_role}";
