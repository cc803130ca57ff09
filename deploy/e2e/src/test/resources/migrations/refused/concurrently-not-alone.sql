create index concurrently mail_topic on mail (topic);
alter table mail add column note text;
