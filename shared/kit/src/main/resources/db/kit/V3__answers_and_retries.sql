-- Whom a kept answer is about, so that it can be scrubbed when that one is erased.
alter table idempotency add column subject text;
create index idempotency_subject on idempotency (subject) where subject is not null;

-- An event that could not be delivered waits, and its subject with it, while the others go on.
alter table outbox add column attempts integer not null default 0, add column next_at timestamptz;
create index outbox_later on outbox (subject) where next_at is not null;
