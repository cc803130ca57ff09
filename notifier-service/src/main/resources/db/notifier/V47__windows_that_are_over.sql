-- The oldest windows, for who forgets them; one that never closed counts from when it was opened.
drop index concurrently if exists merge_window_end;
create index concurrently merge_window_end on merge_window (coalesce(closes_at, since));
