-- Who paused mail, and what was paused before: a mail that waited for the end of a pause says so when it
-- is over. The last 1,000 pauses are kept. What was before names nobody.
alter table pause add column actor text;

create table pause_past (
  template text not null,  -- '' of all mail
  since    timestamptz not null,
  until    timestamptz not null,
  actor    text,
  ended_by text not null,
  primary key (since, template)
);
grant select, insert, delete on pause_past to "${app_role}";
