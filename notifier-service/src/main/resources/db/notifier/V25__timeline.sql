-- What a person can read of a mail: what held it, what servers said and when, by template and time.

-- What the list of a template is read from.
create index mail_template on mail (template, id) where template is not null;
create index mail_carried_template on mail_carried (template, id) where template is not null;
create index mail_record_template on mail_record (template, id) where template is not null;

-- Who sent it with which request is known as long as the mail is.
alter table mail_record add column sender text, add column request uuid;

-- How an attempt went: when it began, who had the mail, the server, and what it said in each phase
-- after so many milliseconds, as `MailTrace` writes it.
alter table outcome add column trace text;
alter table attempt add column trace text;

-- What held a mail: since when, until when, how often. Nothing is written for what is never held.
create table mail_hold (
  mail_id uuid not null,
  rule    text not null,
  since   timestamptz not null,
  until   timestamptz,
  times   integer not null default 1,
  primary key (mail_id, rule)
);
create function note_hold() returns trigger
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
begin
  insert into mail_hold as h (mail_id, rule, since, until)
  values (new.mail_id, split_part(coalesce(new.last_error, 'held'), ' until ', 1), clock_now(),
          case when new.run_at < clock_now() + interval '1000 days' then new.run_at end)
  on conflict (mail_id, rule) do update set until = excluded.until, times = h.times + 1;
  return null;
end
$$;
create trigger note_hold after insert on deferred
  for each row when (new.reason = 'h') execute function note_hold();

-- As before, with who sent it, and without what servers said.
create or replace function take_content(
    of regclass, low uuid, high uuid, bound timestamptz, most integer)
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
        and (o.state <> 'm' or o.counted
          or not exists (select from mails later where later.id = o.merged_into))
      order by m.id limit $4 for update of o skip locked
    ), settled as (
      delete from outcome using old where outcome.mail_id = old.mail_id
    ), content as (
      delete from %s m using old where m.id = old.mail_id
      returning m.id, m.user_id, m.message_id, m.accepted_at, m.expires_at, m.lane, m.template,
                m.topic, m.critical, m.sender, m.request,
                old.state, old.attempt, old.at, old.merged_into
    ), replies as (
      update attempt set reply = null, trace = null from old
      where attempt.mail_id = old.mail_id and attempt.reply is not null
    ), recorded as (
      insert into mail_record (id, user_id, message_id, accepted_at, expires_at, lane, template,
        topic, critical, sender, request, state, attempt, settled_at, merged_into)
      select * from content returning id
    )
    select count(*)::int from recorded $sql$, of, of)
  into taken using low, high, bound, most;
  return taken;
end
$$;

-- As before, and what servers said in each phase goes with their replies.
create or replace function erase_mail_content(
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
        update attempt set reply = null, trace = null from theirs
        where attempt.mail_id = theirs.id and attempt.reply is not null
      ), last_replies as (
        update outcome set reply = null, trace = null from theirs
        where outcome.mail_id = theirs.id and (outcome.reply is not null or outcome.trace is not null)
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

-- As before, with what held them.
create or replace function forget_mail_records(keep interval, most integer) returns integer
  language sql security definer
  set search_path = notifier, pg_temp
  as $$
    with old as (
      delete from mail_record where id in (
        select id from mail_record where settled_at < (select clock_now() - keep)
        order by settled_at limit most for update skip locked)
      returning id
    ), attempts as (
      delete from attempt using old where attempt.mail_id = old.id
    ), given_up as (
      delete from closed using old where closed.mail_id = old.id
    ), lost_keys as (
      delete from dedup_lost using old where dedup_lost.mail_id = old.id
    ), holds as (
      delete from mail_hold using old where mail_hold.mail_id = old.id
    )
    select count(*)::int from old
  $$;

revoke all on function note_hold() from public;
grant select on mail_hold to "${app_role}";
