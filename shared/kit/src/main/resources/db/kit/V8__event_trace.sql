-- The span that an event came with, as W3C writes a traceparent: who carries it and whoever has it
-- hang their work below it. Null where nothing of that trace is written down.
alter table outbox add column traceparent text;
