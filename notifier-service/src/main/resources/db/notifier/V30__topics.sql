-- Topics: the rules about them, how far each is, and the messages that are kept of those that are
-- durable. A sequence has no hole: the counter is changed in the transaction that stores the messages.

-- One number for all changes of rules: a rule's version is the number of its last change, so that none
-- is ever used again, and gateways see by the last number of all whether they know the rules.
create table topic_rules (
  one     boolean primary key default true check (one),
  version bigint not null
);

create table topic_rule (
  pattern        text collate "C" primary key check (length(pattern) between 1 and 200),
  rank           text collate "C" not null,         -- the least of those that match counts
  matcher        text not null,                     -- a regular expression for the same topics
  durable        boolean not null,
  history_count  integer check (history_count between 1 and 100000),
  history_millis bigint check (history_millis between 1000 and 2592000000),
  presence       boolean not null,
  subscribe      text[] not null check (subscribe <@ array['reader', 'writer', 'admin']),
  publish        text[] not null check (publish <@ array['reader', 'writer', 'admin']),
  policy         text not null check (policy in ('disconnect', 'drop-oldest', 'latest-only')),
  size           integer not null check (size between 2 and 65536),
  rate           integer check (rate > 0),
  batch_millis   integer not null check (batch_millis between 0 and 50),
  built_in       boolean not null,
  version        bigint not null,
  check (durable = (history_count is not null) and durable = (history_millis is not null))
);

insert into topic_rules (version) values (1);
insert into topic_rule (pattern, rank, matcher, durable, presence, subscribe, publish, policy, size,
  batch_millis, built_in, version)
select pattern, rank, matcher, false, false, array['reader'], '{}', 'disconnect', 65536, 0, true, 1
from (values
  ('users.changed', '00', '^users\.changed$'), ('broadcasts', '0', '^broadcasts$'),
  ('emails', '0', '^emails$'), ('emails.*', '02', '^emails\.[^.]+$')) built_in(pattern, rank, matcher);

create table topic (
  id      bigint generated always as identity primary key,
  name    text collate "C" not null unique check (length(name) between 1 and 200),
  epoch   text not null default left(replace(gen_random_uuid()::text, '-', ''), 12),
  owner   text collate "C" not null default '',     -- who published to it first
  seq     bigint not null check (seq >= 0),         -- of the last message that there was
  bytes   bigint not null check (bytes >= 0),       -- of the JSON of all messages that there were
  used_at timestamptz not null
);

-- Of each who published, how many topics there are that it was the first on.
create table topic_owner (
  owner  text collate "C" primary key,
  topics integer not null check (topics >= 0)
);

create table topic_message (
  topic bigint not null,
  seq   bigint not null,
  at    timestamptz not null,
  upto  bigint not null,                            -- topic.bytes when it was the last message
  id    text,                                       -- as the publisher gave it
  body  text not null,                              -- JSON as it was written
  primary key (topic, seq)
);
create unique index topic_message_id on topic_message (topic, id) where id is not null;

grant select, insert, update, delete on topic_rule, topic, topic_owner to "${app_role}";
grant select, update on topic_rules to "${app_role}";
grant select, insert, delete on topic_message to "${app_role}";
