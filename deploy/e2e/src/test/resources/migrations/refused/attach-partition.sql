alter table mail attach partition mail_old for values from ('a') to ('b');
