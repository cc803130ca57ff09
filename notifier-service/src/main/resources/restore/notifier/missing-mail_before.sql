-- Mail of before the weeks, which a new schema does not have.
create table mail_before (like mail_carried including all);
select make_mail_views();
