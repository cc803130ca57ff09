-- Events that no consumer takes: found by time and by subject, and dropped on request, unless they
-- must arrive.
alter table outbox add column must_arrive boolean not null default false;
create index outbox_parked_at on outbox (parked_at, id) where parked_at is not null;
create index outbox_parked_subject on outbox (subject) where parked_at is not null;
