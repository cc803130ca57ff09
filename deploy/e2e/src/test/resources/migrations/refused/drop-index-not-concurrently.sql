drop index mail_topic;
