-- What is tried again has the priority that it had.
alter table mail add column lane smallint not null default 1;

-- Mail that was given up and is not to be tried again: its recipient was erased.
create table closed (
  mail_id uuid primary key
);
grant select, insert on closed to "${app_role}";

create or replace function revive(which uuid, stood "char", most integer)
  returns table (mail_id uuid, attempt smallint)
  language sql security definer set search_path = notifier, pg_temp
  as $$
    delete from outcome o
    where o.state in ('d', 'u') and (which is null or o.mail_id = which)
      and o.mail_id in (
        select i.mail_id from outcome i
        where i.state <> 's' and i.state in ('d', 'u')
          and (stood is null or i.state = stood) and (which is null or i.mail_id = which)
          and not exists (select from closed c where c.mail_id = i.mail_id)
        order by i.at, i.mail_id limit most for update skip locked)
    returning o.mail_id, o.attempt
  $$;
