-- Who put an address on the list of suppressions, a key by its name, and when a broadcast was changed.
-- What was before names nobody, and no time.
alter table suppression add column actor text;
alter table broadcast add column changed_at timestamptz;
