-- A tick that somebody asked for is told from one that was due: after a jump of the time machine the two
-- moments of a tick are on different clocks, and to compare them says nothing. Ticks of before are taken
-- for due ones.
alter table broadcast_tick add column manual boolean not null default false;
