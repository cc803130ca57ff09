-- An event whose live hint went out right after the commit: the relay brings it to its durable
-- consumers and tells nobody else. What older processes write is told by the relay, as before.
alter table outbox add column told boolean not null default false;

-- Rows are deleted by their numbers; by its id an event is only looked for among those that are
-- parked, which are few. An index less for every event.
alter table outbox drop constraint outbox_id_key;
