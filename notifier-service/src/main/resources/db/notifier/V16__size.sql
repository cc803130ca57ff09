-- What is asked of millions of mails is found by an index, and what changes them goes in pieces.

-- What was settled but not sent, by state, newest first; most mail is sent, and costs nothing here.
create index outcome_state on outcome (state, mail_id) where state <> 's';
-- What can be tried again, the oldest first.
create index outcome_given_up on outcome (at, mail_id) where state in ('d', 'u');
drop index outcome_bad;
create index mail_record_state on mail_record (state, id);

-- What waits, by state; and what one pause holds.
create index deferred_reason on deferred (reason, mail_id);
create index deferred_held on deferred (last_error, mail_id) where reason = 'h';

-- Holds that are over: what they held is let go in pieces, by whichever process comes first, also if
-- the one that was asked dies. Another pause of the same kind takes its row away again.
create table hold_release (
  reason text primary key,                          -- as it stands in deferred.last_error
  since  timestamptz not null
);
grant select, insert, update, delete on hold_release to "${app_role}";
