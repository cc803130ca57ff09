create index mail_topic on mail (topic);
