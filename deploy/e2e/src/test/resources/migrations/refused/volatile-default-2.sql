alter table mail add column at timestamptz not null default clock_now();
