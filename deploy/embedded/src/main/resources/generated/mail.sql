-- Old mail, as many as ${mails}: of 20 days, 500 to a person, of whom every second is a user, in
-- eleven of the twelve states; the oldest 300 have a template of their own. Run as the owner of the
-- schema, whose tables are empty.
set search_path = notifier;
set synchronous_commit = off;

create temp table made as
select i, clock_now() - interval '20 days' + i * (interval '20 days' / ${mails}) as at,
       case when i % 100 < 60 then 's' when i % 100 < 75 then 'd' when i % 100 < 78 then 'c'
            when i % 100 < 79 then 'm' when i % 100 < 80 then 'p' when i % 100 < 81 then 'e'
            when i % 100 < 83 then 'u' when i % 100 < 87 then 'scheduled'
            when i % 100 < 95 then 'held' when i % 100 < 98 then 'retrying'
            else 'ready' end as state
from generate_series(1, ${mails}) i;

create temp table ids as
select i, at, state, (substr(uuid_from(at)::text, 1, 14) || '7' || lpad(to_hex(i % 4096), 3, '0')
       || '-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id
from made;

insert into mail (id, recipient, recipient_name, user_id, subject, body, message_id, template,
  accepted_at, lane, topic, critical)
select id, 'person' || i % (${mails} / 500) || '@example.org', 'A person',
       case when i % 2 = 0 then ('00000000-0000-7000-8000-' || lpad(to_hex(i % (${mails} / 500)), 12, '0'))::uuid end,
       'Subject ' || i, '{"text":"' || repeat('some text ', 20) || '"}', '<' || id || '@example.org>',
       case when i <= 300 then 'rare' else 'shop' end, at, 1, null, false
from ids order by id;

insert into outcome (mail_id, state, attempt, at, reply, counted)
select id, state::"char", 1, at + interval '1 s', '250 ok', true
from ids where length(state) = 1 order by id;

insert into deferred (mail_id, run_at, lane, attempt, reason, last_error)
select id, case state when 'held' then clock_now() + interval '10000 days'
             else clock_now() + interval '1 day' + i * interval '1 ms' end,
       1, case state when 'retrying' then 2 else 1 end,
       case state when 'held' then 'h' when 'retrying' then 'r' else 's' end::"char",
       case state when 'held' then 'paused: shop' when 'retrying' then '451 later' end
from ids where state in ('scheduled', 'held', 'retrying') order by id;

insert into ready (lane, attempt, mail_ids)
select 1, 1, array_agg(id order by id)
from (select id, (row_number() over (order by id) - 1) / 32 as chunk from ids where state = 'ready') r
group by chunk order by chunk;

-- What is settled stands in the books; what waits is named by its batch.
insert into ledger_entry (state, n)
select state::"char", count(*) from ids where length(state) = 1 group by state
union all select 'a', count(*) from ids where length(state) = 1;
insert into accept_batch (n, at, mail_ids)
select count(*), max(at), array_agg(id order by id) from ids where length(state) > 1 group by i / 100;

insert into suppression (address, topic, reason, since)
select 'left' || i || '@example.org', '', 'asked', clock_now()
from generate_series(1, ${mails} / 10) i;
insert into pause (template, since) values ('shop', clock_now());

drop table made, ids;
