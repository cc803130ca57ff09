alter table mail add column token uuid default gen_random_uuid();
