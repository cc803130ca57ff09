-- Old users, as many as ${users}: of a year, every 50th inactive, every third with an external id, with
-- an entry of the audit each; the first has 1,000. Run as the owner of the schema, whose tables are
-- empty.
set search_path = users;
set synchronous_commit = off;

drop index users_search; -- built at once it takes a third of the time
insert into users (id, email, name, search_name, active, external_id, created_at, updated_at)
select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
       'person' || i || '@example.org',
       'Name' || i % 5000 || ' Family' || i % 70001, 'name' || i % 5000 || ' family' || i % 70001,
       i % 50 <> 0, case when i % 3 = 0 then 'crm-' || i end, at, at
from generate_series(1, ${users}) i, lateral (
  select clock_now() - interval '365 days' + i * (interval '365 days' / ${users}) as at) made;
create index users_search on users using gin (search_words(search_name, email, external_id))
  with (gin_pending_list_limit = 256);

insert into audit_log (id, user_id, action, actor, request_id, at)
select ('00000000-0000-7000-9000-' || lpad(to_hex(i), 12, '0'))::uuid,
       ('00000000-0000-7000-8000-' || lpad(to_hex(greatest(1, i - 999)), 12, '0'))::uuid,
       'created', 'key:old', 'r' || i,
       clock_now() - interval '365 days' + i * (interval '365 days' / ${users})
from generate_series(1, ${users}) i;
