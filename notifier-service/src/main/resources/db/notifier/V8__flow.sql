-- Nobody asks PostgreSQL what is in a body: as text it is neither parsed nor written anew each time.
alter table mail alter column body type text;

-- A lease of some hundred mails stays in one piece.
alter table lease set (toast_tuple_target = 8160);

-- Whether a mail that was perhaps sent waits for somebody to decide, instead of going out again.
alter table template add column hold_unknown boolean not null default false;
alter table mail add column hold_unknown boolean not null default false;

-- Windows in which mails to one address become one: the mail that waits, and what went into it.
alter table debounce rename to merge_window;
alter table merge_window add column id uuid not null default gen_random_uuid() unique;
alter table merge_window add column kind text not null default 'debounce';
alter table merge_window add column name text not null default '';
alter table merge_window add column recipient text not null default '';
alter table merge_window add column items text not null default '[]';
alter table merge_window add column mails integer not null default 1;
alter table merge_window add column closes_at timestamptz;

-- At most so many mails in any span of time: of a template or of all, to each recipient or together.
create table throttle (
  name          text primary key,
  template      text,
  per_recipient boolean not null,
  most          integer not null check (most > 0),
  within_millis bigint not null check (within_millis > 0)
);

-- When a mail may go out by a throttle; it counts until its span is over.
create table throttle_slot (
  throttle text not null,
  key      text collate "C" not null,               -- the recipient, or ''
  mail_id  uuid not null,
  at       timestamptz not null,
  until    timestamptz not null,
  primary key (throttle, key, mail_id)
);
create index throttle_slot_at on throttle_slot (throttle, key, at);
create index throttle_slot_until on throttle_slot (until);

-- Gives a mail its place in the rows of all throttles that concern it: null if it may go out now,
-- else until when it must wait and for which. A place is kept; so a mail that has waited goes out.
-- Whoever gives places does so alone: two would each see room for one more.
create function throttled(mail uuid, address text, kind text, now timestamptz)
  returns text language plpgsql as $$
declare
  rule record;
  slot timestamptz := now;
  last timestamptz;
  which text;
begin
  perform pg_advisory_xact_lock(hashtextextended('throttle', 0));
  for rule in
    select t.name, t.most, t.within_millis * interval '1 ms' as span,
           case when t.per_recipient then lower(address collate "C") else '' end as key
    from throttle t where t.template is null or t.template = kind
  loop
    select s.at into last from throttle_slot s
    where s.throttle = rule.name and s.key = rule.key and s.mail_id = mail and s.until > now;
    if not found then
      select s.at + rule.span into last from throttle_slot s
      where s.throttle = rule.name and s.key = rule.key and s.mail_id <> mail
      order by s.at desc offset rule.most - 1 limit 1;
    end if;
    if last > slot then
      slot := last;
      which := rule.name;
    end if;
  end loop;
  insert into throttle_slot (throttle, key, mail_id, at, until)
  select t.name, case when t.per_recipient then lower(address collate "C") else '' end, mail, slot,
         slot + t.within_millis * interval '1 ms'
  from throttle t where t.template is null or t.template = kind
  on conflict (throttle, key, mail_id) do update set at = excluded.at, until = excluded.until
    where throttle_slot.until <= now or (excluded.at > now and throttle_slot.at < excluded.at);
  return case when slot > now then extract(epoch from slot) * 1000 || ' ' || which end;
end
$$;

-- SMTP servers that somebody has paused or limited. Whoever sends takes permits from here, so that
-- all processes together keep one limit: 'taken' is the moment up to which they have been given out.
create table smtp_server (
  name        text primary key,
  paused      boolean not null default false,
  most        integer check (most > 0),
  per_millis  bigint check (per_millis > 0),
  taken       timestamptz not null,
  check ((most is null) = (per_millis is null))
);

grant select, insert, update, delete on throttle, throttle_slot, smtp_server to "${app_role}";
