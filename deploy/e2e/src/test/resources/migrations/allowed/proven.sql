alter table mail add constraint topic_there check (topic is not null) not valid;
alter table mail validate constraint topic_there;
alter table mail alter column topic set not null;
alter table attempt add constraint attempt_mail foreign key (mail_id) references mail (id) not valid;
alter table mail add constraint mail_message unique using index mail_message_unique;
