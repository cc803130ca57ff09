-- A table of its own may have what it wants; a column that may be empty, or has a constant, is a note.
create table note (id bigint generated always as identity primary key, mail_id uuid not null, at timestamptz default clock_now());
create index note_mail on note (mail_id);
alter table note add column "text" text not null;
alter table mail add column sender text;
alter table mail add column kind text not null default 'plain', add column copies integer not null default 1;
alter table mail add constraint kinds check (kind in ('plain', 'rich')) not valid;
grant select, insert on note to "${app_role}";
create or replace function sweep(most integer) returns integer language sql as $$
  with gone as (delete from note where id in (select id from note limit most) returning id)
  select count(*)::int from gone
$$;
