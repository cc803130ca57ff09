-- The window in which a mail waits, for whoever settles or erases the mail; built while others work, and what
-- a failed attempt left goes first.
drop index concurrently if exists merge_window_mail;
create index concurrently merge_window_mail on merge_window (mail_id);
