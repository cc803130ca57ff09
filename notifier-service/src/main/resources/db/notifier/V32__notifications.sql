-- What users were told, what they have done about it, and the mail that goes out if they are too late.

create table notification (
  id          uuid primary key,                     -- version 7, made by the service
  user_id     uuid not null,
  title       text not null,
  body        text,
  data        text,                                 -- JSON as it was written
  created_at  timestamptz not null,
  sender      text,                                 -- the name of a key
  seen_at     timestamptz,
  acked_at    timestamptz,
  mail_id     uuid,
  escalate_at timestamptz,
  unless      "char" check (unless in ('s', 'a')),  -- seen, acked
  escalation  "char" check (escalation in ('w', 'c', 'e', 'f')), -- waits, cancelled, escalated, failed
  check (acked_at is null or seen_at is not null),
  check ((mail_id is null) = (escalation is null) and (mail_id is null) = (escalate_at is null)
    and (mail_id is null) = (unless is null))
);
create index notification_user on notification (user_id, id);
create index notification_unread on notification (user_id, id) where seen_at is null;
create index notification_unacked on notification (user_id, id) where acked_at is null;
create index notification_waiting on notification (user_id) where escalation = 'w';
create index notification_due on notification (escalate_at, id) where escalation = 'w';
grant select, insert, update, delete on notification to "${app_role}";

-- Every change is told on a durable topic of the user, to which nobody else publishes.
with next as (
  update topic_rules set version = version + 1 returning version
)
insert into topic_rule (pattern, rank, matcher, durable, history_count, history_millis, presence,
  subscribe, publish, policy, size, batch_millis, built_in, version)
select 'notifications.{userId}', '01', '^notifications\.[^.]+$', true, 1000, 604800000, false,
       array['reader'], '{}', 'disconnect', 65536, 0, true, version
from next
on conflict (pattern) do update set durable = true, history_count = 1000,
  history_millis = 604800000, subscribe = array['reader'], publish = '{}', policy = 'disconnect',
  size = 65536, rate = null, batch_millis = 0, built_in = true, version = excluded.version;
