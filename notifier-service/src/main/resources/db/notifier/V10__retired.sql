-- Versions never go back, not even when a thing is deleted and made again: an If-Match of before must
-- not match another thing of the same name. What was deleted before this table was there begins at 1.
create table retired_version (
  kind    text not null check (kind in ('broadcast', 'template')),
  name    text not null,
  version bigint not null,                          -- the highest that there was
  primary key (kind, name)
);
grant select, insert, update on retired_version to "${app_role}";
