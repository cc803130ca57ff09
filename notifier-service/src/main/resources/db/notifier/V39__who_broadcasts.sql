-- Who made a broadcast what it is, and who asked for a tick: keys by their names. What was before names nobody.
alter table broadcast add column changed_by text;
alter table broadcast_tick add column actor text;
