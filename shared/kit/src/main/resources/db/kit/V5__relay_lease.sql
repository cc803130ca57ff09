-- Who carries the outbox beats here every few seconds, beside its session lock: the session of a host
-- that has vanished keeps the lock for as long as the kernel believes in it, hours perhaps.
create table relay_lease (
  name   text primary key,
  holder text not null,                             -- service, host and process
  beat   bigint not null,
  at     timestamptz not null                       -- for people; whoever waits counts beats by its own clock
);
grant select, insert, update on relay_lease to "${app_role}";
