-- what a failed attempt left is not cleared up
create index concurrently mail_topic on mail (topic);
