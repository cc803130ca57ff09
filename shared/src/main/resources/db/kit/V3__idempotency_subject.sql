-- Whom a kept answer is about, so that it can be scrubbed when that one is erased.
alter table idempotency add column subject text;
create index idempotency_subject on idempotency (subject) where subject is not null;
