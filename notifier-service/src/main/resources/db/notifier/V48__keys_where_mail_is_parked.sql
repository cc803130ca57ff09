-- The keys of a throttle where mail is parked, also of one that is gone; whoever looks for what was left there
-- goes from throttle to throttle.
drop index concurrently if exists throttle_key_parked;
create index concurrently throttle_key_parked on throttle_key (throttle, key) where next_at is not null;
