alter table mail add constraint mail_message unique (message_id);
