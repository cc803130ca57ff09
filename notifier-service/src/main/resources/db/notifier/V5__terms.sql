-- When a mail is to go, which goes first, and what belongs together.

alter table mail add column expires_at timestamptz;

-- Lanes: 0 high, 1 normal, 2 low. Everything in a chunk or a lease is in the same lane.
alter table ready add column lane smallint not null default 1;
alter table ready drop constraint ready_pkey;
alter table ready add primary key (lane, seq);
alter table lease add column lane smallint not null default 1;
alter table deferred add column lane smallint not null default 1;

-- How far the conversation came. A mail that was given up may be tried again under the same number.
alter table attempt drop constraint attempt_pkey;
alter table attempt add primary key (mail_id, n, at);

-- Of all mails with one key only the first is accepted, as long as the key is kept.
create table dedup (
  key     text primary key,
  mail_id uuid not null,
  at      timestamptz not null
);
create index dedup_at on dedup (at);

-- The mail that waits for its debounce window to end, and since when the window has been open.
create table debounce (
  key     text primary key,                         -- address and key
  mail_id uuid not null,
  since   timestamptz not null
);

grant select, insert, delete on dedup to "${app_role}";
grant select, insert, update, delete on debounce to "${app_role}";

-- What was given up, or perhaps sent, can be tried again: the only way to take an outcome back.
create function revive(which uuid, stood "char", most integer)
  returns table (mail_id uuid, attempt smallint)
  language sql security definer set search_path = notifier, pg_temp
  as $$
    delete from outcome o
    where o.state in ('d', 'u') and (which is null or o.mail_id = which)
      and o.mail_id in (
        select i.mail_id from outcome i
        where i.state <> 's' and i.state in ('d', 'u')
          and (stood is null or i.state = stood) and (which is null or i.mail_id = which)
        order by i.at, i.mail_id limit most for update skip locked)
    returning o.mail_id, o.attempt
  $$;
revoke all on function revive(uuid, "char", integer) from public;
grant execute on function revive(uuid, "char", integer) to "${app_role}";
