-- The mail queue: `mail` and `outcome` are the truth and only ever grow; `ready`, `lease` and
-- `deferred` only point to mail. No foreign keys and at most two indexes on what is hot.
-- States that settle a mail: s sent, d dead, c cancelled, m merged, p suppressed, e expired, u unknown.

create table mail (
  id             uuid primary key,                  -- version 7, made by the service
  recipient      text not null,
  recipient_name text,
  subject        text not null,
  body           jsonb not null,                    -- {text, html}
  message_id     text not null,                     -- the same in every attempt
  template       text,
  accepted_at    timestamptz not null
);
create index mail_recipient on mail (lower(recipient), id);

create table outcome (
  mail_id     uuid primary key,                     -- a mail is settled at most once
  state       "char" not null check (state in ('s', 'd', 'c', 'm', 'p', 'e', 'u')),
  attempt     smallint not null,
  at          timestamptz not null,
  reply       text,
  merged_into uuid
);
create index outcome_bad on outcome (at, mail_id) where state <> 's';

-- Chunks of mail to be sent next. Everything in a chunk is on the same attempt.
create table ready (
  seq      bigint generated always as identity primary key,
  attempt  smallint not null default 1,
  mail_ids uuid[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 0);

-- What a worker has taken. lease_id is the fence: never reused, named by every completion.
create table lease (
  lease_id     bigint generated always as identity primary key,
  worker       bigint not null,
  until        timestamptz not null,
  attempt      smallint not null,
  mail_ids     uuid[] not null,
  server_start timestamptz not null                 -- advisory locks did not survive a later start
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
        autovacuum_vacuum_cost_delay = 0);

-- Not now: s scheduled, h held by a limit, r to be retried.
create table deferred (
  mail_id    uuid primary key,
  run_at     timestamptz not null,
  attempt    smallint not null default 1,
  reason     "char" not null check (reason in ('s', 'h', 'r')),
  last_error text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
create index deferred_due on deferred (run_at);

-- The tries that did not end in `sent`; the one that did stands in `outcome`.
create table attempt (
  mail_id uuid not null,
  n       smallint not null,
  at      timestamptz not null,
  outcome text not null,
  phase   text,
  reply   text,
  primary key (mail_id, n)
);

-- Counted when accepted, in the accepting transaction: what the ledger must add up to.
create table accept_batch (
  id bigint generated always as identity primary key,
  n  integer not null check (n > 0),
  at timestamptz not null
);

-- Events of other schemas that had their effect here.
create table inbox_event (
  source   text not null,
  event_id uuid not null,
  at       timestamptz not null,
  primary key (source, event_id)
);

create sequence worker_seq;                         -- one id per worker session, never reused

create table broadcast (
  name         text primary key,
  topic        text not null,
  payload      jsonb not null,
  every_millis bigint check (every_millis >= 100),
  cron         text,
  zone         text not null default 'UTC',
  misfire      text not null default 'skip' check (misfire in ('skip', 'once', 'all')),
  next_at      timestamptz not null,
  enabled      boolean not null default true,
  version      bigint not null default 1,
  check ((every_millis is null) <> (cron is null))
);

create table broadcast_tick (
  name    text not null,
  fire_at timestamptz not null,
  at      timestamptz not null,
  primary key (name, fire_at)                       -- a tick fires at most once in the cluster
);

insert into broadcast (name, topic, payload, every_millis, next_at)
values ('periodic-update', 'plain', '{"text": "Periodic update"}', 5000, clock_now());

grant select, insert on mail, outcome, attempt, accept_batch, inbox_event, broadcast_tick to "${app_role}";
grant select, insert, update, delete on ready, lease, deferred, broadcast to "${app_role}";
grant usage on sequence worker_seq to "${app_role}";
