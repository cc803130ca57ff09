-- Since when and how often a mail has been tried, whose it is, and why a server is left alone.

-- When a lease was taken: the moment at which an attempt began. Its Date is that of the first one.
-- Null where an older version began it: that one dated mail when it was accepted.
alter table lease add column taken_at timestamptz;
alter table attempt add column began timestamptz;

-- Who had a mail sent: the name of a key; null where the service itself did.
alter table mail add column sender text;

-- Why the service itself has paused a server, and when it last let a mail through to see whether
-- that is over. A pause by a person has no reason.
alter table smtp_server add column reason text;
alter table smtp_server add column probe_at timestamptz;

-- What a new user gets. Whoever wants it otherwise stores another version.
insert into template (name, version, subject, body_text, created_at)
values ('welcome', 1, 'Welcome, {{to.name}}',
        E'Hello {{to.name}},\n\nwelcome! Your account is ready.\n', clock_now())
on conflict do nothing;
