-- unused since version 0.4
alter table mail drop column zone;
