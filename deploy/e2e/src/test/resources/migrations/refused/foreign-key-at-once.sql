alter table attempt add constraint attempt_mail foreign key (mail_id) references mail (id);
