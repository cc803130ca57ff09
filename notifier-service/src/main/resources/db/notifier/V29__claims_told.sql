-- Who took a mail and when: the names of workers, and each claim. What ended in an attempt or an
-- outcome says it in that row; a row of its own have those that left none: held, put off, called back
-- into the queue by a rescue.

create table worker_node (
  worker bigint primary key,
  node   text not null,
  since  timestamptz not null default clock_now()
);

alter table outcome add column began timestamptz;

create table mail_claim (
  mail_id uuid not null,
  at      timestamptz not null,
  worker  bigint not null,
  primary key (mail_id, at)
);

-- Claims of mail that is forgotten, and sessions of so long ago that no mail tells of them. Ids are in
-- the order of time, and a mail that is older than that is open or forgotten.
create function forget_claims(keep interval, most integer) returns integer
  language sql security definer
  set search_path = notifier, pg_temp
  as $$
    with old as (
      delete from mail_claim where (mail_id, at) in (
        select c.mail_id, c.at from mail_claim c
        where c.mail_id < (select uuid_from(clock_now() - keep))
          and not exists (select from mails m where m.id = c.mail_id)
          and not exists (select from mail_record r where r.id = c.mail_id)
        order by c.mail_id limit most)
      returning mail_id
    ), sessions as (
      delete from worker_node where worker in (
        select w.worker from worker_node w
        where w.since < (select clock_now() - 2 * keep)
          and not exists (select from lease l where l.worker = w.worker)
        limit most)
    )
    select count(*)::int from old
  $$;

revoke all on function forget_claims(interval, integer) from public;
grant execute on function forget_claims(interval, integer) to "${app_role}";
grant select, insert on worker_node, mail_claim to "${app_role}";
