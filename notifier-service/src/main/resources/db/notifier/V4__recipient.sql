-- In the collation "C" what lower() makes of an address does not depend on the server's locale.
drop index mail_recipient;
create index mail_recipient on mail (lower(recipient collate "C"), id);

-- The user whom a mail was for, where it was for one: an address may have another owner later. The
-- third index of this table holds only such mails.
alter table mail add column user_id uuid;
create index mail_user on mail (user_id, id) where user_id is not null;
