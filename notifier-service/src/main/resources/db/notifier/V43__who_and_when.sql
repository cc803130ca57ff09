-- Who put an address on the list of suppressions, a key by its name, and when a broadcast was changed.
-- What was before names nobody, and no time.
alter table suppression add column actor text;
alter table broadcast add column changed_at timestamptz;

-- The beginning of what a payload says: its text if there is nothing else in it, or else all of it.
create or replace function beginning_of(payload jsonb) returns text
  language sql immutable
  return left(case when payload - 'text' = '{}' and jsonb_typeof(payload->'text') = 'string'
    then payload->>'text' else payload::text end, 1000);
