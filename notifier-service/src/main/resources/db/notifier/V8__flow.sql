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

-- What a throttle has let through, numbered by key (the recipient, or ''): the last so many of each.
create table throttle_pass (
  throttle text not null,
  key      text collate "C" not null,
  n        bigint not null,
  at       timestamptz not null,
  primary key (throttle, key, n)
);

-- The number of the last one, and which of them the next mail that is held waits for.
create table throttle_count (
  throttle text not null,
  key      text collate "C" not null,
  n        bigint not null,
  turn     integer not null default 0,
  until    timestamptz not null,                    -- after that nothing of this key counts any more
  primary key (throttle, key)
);
create index throttle_count_until on throttle_count (until);

-- Lets a mail through all throttles that concern it, and gives null; or through none, and says until
-- when it must wait, in milliseconds, and for which. One may pass if the one so many before it is
-- older than the span. Those that are held wait for one of the last so many each, so that they do not
-- all come back at once. Whoever asks does so alone: two would each see room for one more.
create function throttled(address text, kind text, now timestamptz)
  returns text language plpgsql as $$
declare
  rule record;
  bound timestamptz;
  latest timestamptz;
  which text;
begin
  if not exists (select from throttle t where t.template is null or t.template = kind) then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('throttle', 0));
  for rule in
    select t.name, t.most, t.within_millis * interval '1 ms' as span, c.n, c.turn,
           case when t.per_recipient then lower(address collate "C") else '' end as key
    from throttle t
    left join throttle_count c on c.throttle = t.name
      and c.key = case when t.per_recipient then lower(address collate "C") else '' end
    where t.template is null or t.template = kind
  loop
    select p.at + rule.span into bound from throttle_pass p
    where p.throttle = rule.name and p.key = rule.key and p.n = rule.n + 1 - rule.most;
    if bound > now then
      select p.at + rule.span into bound from throttle_pass p
      where p.throttle = rule.name and p.key = rule.key
        and p.n = rule.n + 1 - rule.most + rule.turn % rule.most;
      update throttle_count c set turn = (rule.turn + 1) % rule.most
      where c.throttle = rule.name and c.key = rule.key;
      if latest is null or bound > latest then
        latest := bound;
        which := rule.name;
      end if;
    end if;
  end loop;
  if which is not null then
    return ceil(extract(epoch from latest) * 1000) || ' ' || which;
  end if;
  with r as (
    insert into throttle_count as c (throttle, key, n, until)
    select t.name, case when t.per_recipient then lower(address collate "C") else '' end, 1,
           now + t.within_millis * interval '1 ms'
    from throttle t where t.template is null or t.template = kind
    on conflict (throttle, key) do update set n = c.n + 1, until = excluded.until
    returning c.throttle, c.key, c.n
  ), d as (
    delete from throttle_pass p using r, throttle t
    where t.name = r.throttle and p.throttle = r.throttle and p.key = r.key and p.n = r.n - t.most
  )
  insert into throttle_pass (throttle, key, n, at) select r.throttle, r.key, r.n, now from r;
  return null;
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

grant select, insert, update, delete on throttle, throttle_pass, throttle_count, smtp_server to "${app_role}";
