-- Whoever shares the database publishes in a transaction of its own. A row without a number waits here
-- until that commits; then a notifier numbers it, so that an open transaction holds up nobody else.

create table topic_pending (
  n     bigint generated always as identity primary key,
  topic text collate "C" not null,
  id    text,
  body  text not null,
  owner text collate "C" not null
);
create index topic_pending_topic on topic_pending (topic, n);
grant select, delete on topic_pending to "${app_role}";

-- The rule of the topic holds as for a writer: whether one may publish, and how long a message may be. Its
-- rate is kept by who numbers the rows.
create function publish_message(topic text, data json, id text default null) returns void
  language plpgsql security definer
  set search_path = notifier, pg_temp as $$
declare
  rule topic_rule;
  -- a line break can only stand between the parts of JSON
  line text := translate(publish_message.data::text, E'\n\r', '  ');
begin
  if publish_message.topic is null or length(publish_message.topic) > 200
      or publish_message.topic !~ '^[a-z0-9_-]+(\.[a-z0-9_-]+){0,19}$' then
    raise exception 'topic must be segments of a-z, 0-9, - and _ with dots between them'
      using errcode = '22023';
  end if;
  if line is null or btrim(line) = 'null' then
    raise exception 'data must be JSON, and not null' using errcode = '22004';
  end if;
  if length(publish_message.id) not between 1 and 64 or publish_message.id ~ '[[:cntrl:]]' then
    raise exception 'id must be a line of 1 to 64 characters' using errcode = '22023';
  end if;
  select r.* into rule from topic_rule r where publish_message.topic ~ r.matcher
  order by r.rank limit 1;
  if not found or not 'writer' = any(rule.publish) then
    raise exception 'No rule lets a writer publish to %', publish_message.topic
      using errcode = '42501';
  end if;
  if not rule.durable then
    raise exception '% is not durable: nothing of it is stored', publish_message.topic
      using errcode = '0A000';
  end if;
  if octet_length(line) > rule.size then
    raise exception 'data is longer than % bytes of JSON', rule.size using errcode = '22023';
  end if;
  if (select count(*) from (
        select from topic_pending p where p.topic = publish_message.topic limit 10000) waiting) >= 10000
  then
    raise exception '10000 messages to % wait for their numbers', publish_message.topic
      using errcode = '53400';
  end if;
  insert into topic_pending (topic, id, body, owner)
  values (publish_message.topic, publish_message.id, line, 'sql:' || session_user);
  perform pg_notify('carillon_topics', '');
end
$$;
revoke all on function publish_message(text, json, text) from public;
