-- What kind of mail it is, and whether it may go out.

alter table mail add column topic text;
alter table mail add column critical boolean not null default false;
alter table mail add column zone text;

-- Versions never change; mail that was accepted has its text already.
create table template (
  name       text not null,
  version    integer not null,
  subject    text not null,
  body_text  text not null,
  body_html  text,
  created_at timestamptz not null,
  primary key (name, version)
);

-- Addresses, in lower case, that want no mail: of a topic, or ('') at all.
create table suppression (
  address text collate "C" not null,                -- as lower() of an address is compared
  topic   text not null,
  reason  text,
  since   timestamptz not null,
  primary key (address, topic)
);

-- Mail that is held until somebody lets it go: of a template, or ('') all.
create table pause (
  template text primary key,
  since    timestamptz not null
);

-- What signs the links in mails; the same in every process.
create table secret (
  name  text primary key,
  value bytea not null
);
insert into secret (name, value)
values ('unsubscribe', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

grant select, insert, delete on template, suppression, pause to "${app_role}";
grant update on suppression, pause to "${app_role}";
grant select on secret to "${app_role}";
