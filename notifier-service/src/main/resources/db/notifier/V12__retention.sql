-- Mail leaves in pieces: first what it says, later what is known of it. Both times count from the
-- moment a mail was settled; what is not settled is kept as long as that takes.

-- The lowest id (UUID version 7) that is made at a moment.
create function uuid_from(at timestamptz) returns uuid
  language sql immutable
  return (lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0')
    || '00000000000000000000')::uuid;

-- Mail of one week of ids lies in one table, which is dropped when it is empty. What was accepted
-- before this version stays where it is until it has left.
alter table mail rename to mail_before;
alter table mail_before rename constraint mail_pkey to mail_before_pkey;
alter index mail_recipient rename to mail_before_recipient;
alter index mail_user rename to mail_before_user;
alter table mail_before
  alter column recipient drop not null,
  alter column subject drop not null,
  alter column body drop not null;

create table mail (like mail_before including defaults) partition by range (id);
alter table mail add primary key (id);
create index mail_recipient on mail (lower(recipient collate "C"), id);
create index mail_user on mail (user_id, id) where user_id is not null;
create table mail_stray partition of mail default;  -- ids of a clock that is wrong by weeks

-- Mail that could not leave with its week: not settled, or not for long enough.
create table mail_carried (like mail_before including defaults);
alter table mail_carried add primary key (id);
create index mail_carried_recipient on mail_carried (lower(recipient collate "C"), id);
create index mail_carried_user on mail_carried (user_id, id) where user_id is not null;

-- What is known of a mail whose content has left.
create table mail_record (
  id          uuid primary key,
  user_id     uuid,
  message_id  text not null,
  accepted_at timestamptz not null,
  expires_at  timestamptz,
  lane        smallint not null,
  template    text,
  topic       text,
  critical    boolean not null,
  state       "char" not null,
  attempt     smallint not null,
  settled_at  timestamptz not null,
  merged_into uuid
);
create index mail_record_settled on mail_record (settled_at);
create index mail_record_user on mail_record (user_id, id) where user_id is not null;

-- How many mails of each state have left for good: the ledger still adds up.
create table ledger_gone (
  state "char" primary key,
  n     bigint not null
);

-- Where a pass over all carried mail goes on.
create table carried_pass (
  one   boolean primary key default true check (one),
  after uuid not null default '00000000-0000-0000-0000-000000000000'
);
insert into carried_pass default values;

-- All mail whose content is kept, and all mail of which anything is known.
create function make_mail_views() returns void language plpgsql
  set search_path = notifier, pg_temp as $$
begin
  execute 'create or replace view mails as select * from mail union all select * from mail_carried'
    || case when to_regclass('mail_before') is null then ''
         else ' union all select * from mail_before' end;
  create or replace view mail_history as
    select id, recipient, recipient_name, user_id, subject, message_id, accepted_at, expires_at,
           lane, template, topic, critical,
           null::"char" as state, null::smallint as attempt, null::timestamptz as settled_at,
           null::uuid as merged_into
    from mails
    union all
    select id, null, null, user_id, null, message_id, accepted_at, expires_at,
           lane, template, topic, critical, state, attempt, settled_at, merged_into
    from mail_record;
end
$$;

-- Makes the tables of this week and the next four; what strays in their ranges moves in.
create function make_mail_weeks() returns integer
  language plpgsql security definer
  set search_path = notifier, pg_temp set lock_timeout = '1s' as $$
declare
  made integer := 0;
  week timestamp;
  week_table text;
  low uuid;
  high uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('notifier mail weeks', 0));
  for n in -1..4 loop
    week := date_trunc('week', clock_now() at time zone 'UTC') + n * interval '7 days';
    week_table := 'mail_' || to_char(week, 'YYYYMMDD');
    continue when to_regclass(week_table) is not null;
    low := uuid_from(week at time zone 'UTC');
    high := uuid_from((week + interval '7 days') at time zone 'UTC');
    execute format('create table %I (like mail including all)', week_table);
    execute format(
      'with moved as (delete from mail_stray where id >= %L and id < %L returning *)'
      ' insert into %I select * from moved', low, high, week_table);
    execute format(
      'alter table mail attach partition %I for values from (%L) to (%L)', week_table, low, high);
    made := made + 1;
  end loop;
  return made;
end
$$;

-- Drops the tables of weeks that are over by `keep` and empty, one at a call.
create function drop_mail_week(keep interval) returns integer
  language plpgsql security definer
  set search_path = notifier, pg_temp set lock_timeout = '200ms' as $$
declare
  week_table text;
  empty boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended('notifier mail weeks', 0));
  for week_table in
    select child.relname from pg_inherits i join pg_class child on child.oid = i.inhrelid
    where i.inhparent = 'notifier.mail'::regclass and child.relname ~ '^mail_\d{8}$'
      and to_date(substr(child.relname, 6), 'YYYYMMDD') + 7 < (clock_now() - keep) at time zone 'UTC'
    order by child.relname
  loop
    execute format('select not exists (select from %I)', week_table) into empty;
    continue when not empty;
    execute format('alter table mail detach partition %I', week_table);
    execute format('select not exists (select from %I)', week_table) into strict empty;
    if not empty then
      raise exception 'mail came into % while it was dropped', week_table using errcode = '40001';
    end if;
    execute format('drop table %I', week_table);
    return 1;
  end loop;
  if to_regclass('mail_before') is null then
    return 0;
  end if;
  if exists (select from mail_before) then
    return 0;
  end if;
  alter table mail_before rename to mail_before_gone; -- nothing is stored there any more
  perform make_mail_views();
  drop table mail_before_gone;
  return 1;
end
$$;

-- Takes the content of at most so many mails that were settled before `bound`, out of one table. An
-- outcome that somebody is changing is left for the next pass.
create function take_content(of regclass, low uuid, high uuid, bound timestamptz, most integer)
  returns integer language plpgsql
  set search_path = notifier, pg_temp as $$
declare
  taken integer;
begin
  execute format($sql$
    with old as materialized (
      select o.mail_id, o.state, o.attempt, o.at, o.merged_into
      from %s m join outcome o on o.mail_id = m.id
      where m.id > $1 and m.id <= $2 and o.at < $3
      order by m.id limit $4 for update of o skip locked
    ), settled as (
      delete from outcome using old where outcome.mail_id = old.mail_id
    ), content as (
      delete from %s m using old where m.id = old.mail_id
      returning m.id, m.user_id, m.message_id, m.accepted_at, m.expires_at, m.lane, m.template,
                m.topic, m.critical, old.state, old.attempt, old.at, old.merged_into
    ), replies as (
      update attempt set reply = null from old
      where attempt.mail_id = old.mail_id and attempt.reply is not null
    ), recorded as (
      insert into mail_record (id, user_id, message_id, accepted_at, expires_at, lane, template,
        topic, critical, state, attempt, settled_at, merged_into)
      select * from content returning id
    )
    select count(*)::int from recorded $sql$, of, of)
  into taken using low, high, bound, most;
  return taken;
end
$$;

-- One step of forgetting content: how many mails it moved; 0 when nothing is left to do now. Every
-- mail that is older than `keep` leaves its week: without its content if it was settled so long
-- ago, else as it is, to be looked at again.
create function forget_mail_content(keep interval, most integer) returns integer
  language plpgsql security definer
  set search_path = notifier, pg_temp set lock_timeout = '1s' as $$
declare
  nil constant uuid := '00000000-0000-0000-0000-000000000000';
  bound timestamptz := clock_now() - keep;
  high uuid := uuid_from(bound);
  since uuid;
  until uuid;
  source text;
  moved integer;
begin
  for source in
    select t from unnest(array['mail', 'mail_before']) t where to_regclass(t) is not null
  loop
    moved := take_content(source::regclass, nil, high, bound, most);
    if moved = 0 then
      execute format($sql$
        with carried as (
          delete from %I where id in (
            select id from %I where id < $1 order by id limit $2 for update skip locked)
          returning *
        )
        insert into mail_carried select * from carried $sql$, source, source)
      using high, most;
      get diagnostics moved = row_count;
    end if;
    if moved > 0 then
      return moved;
    end if;
  end loop;
  select after into since from carried_pass for update skip locked;
  select (array_agg(id order by id desc))[1], count(*) into until, moved from (
    select id from mail_carried where id > since order by id limit most) piece;
  update carried_pass set after = coalesce(until, nil) where since is not null;
  if until is not null then
    perform take_content('mail_carried', since, until, bound, most);
  end if;
  return moved;
end
$$;

-- One step of forgetting what is known of mails that were settled before `keep`: how many.
create function forget_mail_records(keep interval, most integer) returns integer
  language sql security definer
  set search_path = notifier, pg_temp
  as $$
    with bound as materialized (
      select clock_now() - keep as at
    ), old as (
      delete from mail_record where id in (
        select id from mail_record where settled_at < (select at from bound)
        order by settled_at limit most for update skip locked)
      returning id, state
    ), attempts as (
      delete from attempt using old where attempt.mail_id = old.id
    ), given_up as (
      delete from closed using old where closed.mail_id = old.id
    ), batches as (
      delete from accept_batch where id in (
        select id from accept_batch order by id limit most for update skip locked)
        and at < (select at from bound)
      returning n
    ), counts as (
      select state, count(*) as n from old group by state
      union all
      select 'a', sum(n) from batches having count(*) > 0 -- accepted
    ), counted as (
      insert into ledger_gone as gone (state, n) select state, n from counts
      on conflict (state) do update set n = gone.n + excluded.n
    )
    select count(*)::int from old
  $$;

-- Erases what mails to addresses (in lower case) or to a user say, at most so many at a call, and
-- gives how many. Only what is settled: what waits is cancelled first, what is being sent ends.
create function erase_mail_content(
    addresses text[], whose uuid, accepted_until timestamptz, most integer) returns integer
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
declare
  of text;
  erased integer := 0;
  part integer;
begin
  foreach of in array array['mail', 'mail_carried', 'mail_before'] loop
    continue when to_regclass(of) is null;
    execute format($sql$
      with theirs as materialized (
        select m.id from %I m
        where m.id in (
            select id from %I where lower(recipient collate "C") = any($1)
            union all
            select id from %I where user_id = $2 and recipient is not null)
          and m.accepted_at <= $3 and exists (select from outcome o where o.mail_id = m.id)
        limit $4
      ), replies as (
        update attempt set reply = null from theirs
        where attempt.mail_id = theirs.id and attempt.reply is not null
      ), last_replies as (
        update outcome set reply = null from theirs
        where outcome.mail_id = theirs.id and outcome.reply is not null
      ), erased as (
        update %I m set recipient = null, recipient_name = null, subject = null, body = null
        from theirs where m.id = theirs.id
        returning m.id
      )
      select count(*)::int from erased $sql$, of, of, of, of)
    into part using addresses, whose, accepted_until, most - erased;
    erased := erased + part;
    exit when erased >= most;
  end loop;
  return erased;
end
$$;

-- Addresses of erased people that want no mail, as hashes under a key of this installation.
create table suppression_hash (
  hash  bytea not null,
  topic text not null,
  since timestamptz not null,
  primary key (hash, topic)
);
insert into secret (name, value)
values ('suppression', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

create function hash_of_address(address text) returns bytea
  language sql stable security definer
  set search_path = notifier, pg_temp
  as $$
    select sha256(value || convert_to(lower(address collate "C"), 'UTF8'))
    from secret where name = 'suppression'
  $$;

do $$
begin
  if not exists (select from mail_before) then
    drop table mail_before;
  end if;
  perform make_mail_views();
  perform make_mail_weeks();
end
$$;

revoke all on function make_mail_views(), make_mail_weeks(), drop_mail_week(interval),
  take_content(regclass, uuid, uuid, timestamptz, integer), forget_mail_content(interval, integer),
  forget_mail_records(interval, integer), erase_mail_content(text[], uuid, timestamptz, integer),
  hash_of_address(text) from public;
grant execute on function make_mail_weeks(), drop_mail_week(interval),
  forget_mail_content(interval, integer), forget_mail_records(interval, integer),
  erase_mail_content(text[], uuid, timestamptz, integer), hash_of_address(text) to "${app_role}";
grant select, insert on mail to "${app_role}";
grant select on mails, mail_history, mail_carried, mail_record, ledger_gone to "${app_role}";
grant select, insert, delete on suppression_hash to "${app_role}";
