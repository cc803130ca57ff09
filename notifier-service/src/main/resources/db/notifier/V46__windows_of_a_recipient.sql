-- The windows of a recipient, in the words of those who look for them, as those of mail.
drop index concurrently if exists merge_window_recipient;
create index concurrently merge_window_recipient on merge_window (lower(recipient collate "C"));
