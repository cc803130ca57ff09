-- Built while others work; what a failed attempt left goes first.
drop index concurrently if exists mail_topic;
create index concurrently mail_topic on mail (topic);
