alter table mail add column domain text generated always as (split_part(recipient, '@', 2)) stored;
