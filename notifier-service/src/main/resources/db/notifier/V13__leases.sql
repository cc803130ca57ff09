-- What of a lease was begun, and what is sent alone.

-- Workers of this version hold their locks under another key: they would take older ones for dead.
do $$
declare
  older text;
begin
  select string_agg(distinct coalesce(host(a.client_addr), 'this machine') || ', process ' || l.pid,
                    '; ')
  into older
  from pg_locks l left join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.classid = 1128354380
    and l.database = (select oid from pg_database where datname = current_database());
  if older is not null then
    raise exception
      'an older notifier-service is still running (its connection comes from %): stop it first',
      older;
  end if;
end
$$;

-- Those of its mails that were perhaps sent when its worker dies; null: all of them.
alter table lease add column begun uuid[];

-- Mail with which workers have died has a lease of its own.
alter table ready add column alone boolean not null default false;
