alter table broadcast add column max_age_millis bigint not null default 86400000;
create index broadcast_tick_at on broadcast_tick (at);
grant delete on broadcast_tick to "${app_role}";    -- history is kept for a week
