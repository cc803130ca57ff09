-- Mails that are named, as all of one reason are, are tried again by their ids: revive() finds one of
-- them in the order in which all were given up, which costs as much as there are before it.
create function revive_these(these uuid[])
  returns table (mail_id uuid, attempt smallint)
  language sql security definer set search_path = notifier, pg_temp
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  as $$
    with found as materialized (
      select i.mail_id
      from unnest(these) named(id) join outcome i on i.mail_id = named.id
      where i.state in ('d', 'u')
        and not exists (select from closed c where c.mail_id = i.mail_id)
        and not exists (
          select from dedup_lost l join dedup d on d.key = l.key
          where l.mail_id = i.mail_id and d.mail_id <> i.mail_id)
      for update of i skip locked
    ), revived as (
      delete from outcome o using found
      where o.mail_id = found.mail_id
      returning o.mail_id, o.attempt, o.state, o.counted
    ), uncounted as (
      insert into ledger_entry (state, n)
      select r.state, -count(*) from revived r where r.counted group by r.state
      union all
      select 'a', -count(*) from revived r where r.counted having count(*) > 0
    ), open_again as (
      insert into accept_batch (n, at, mail_ids)
      select count(*), clock_now(), array_agg(r.mail_id) from revived r where r.counted
      having count(*) > 0
    )
    select r.mail_id, r.attempt from revived r
  $$;
revoke all on function revive_these(uuid[]) from public;
grant execute on function revive_these(uuid[]) to "${app_role}";
