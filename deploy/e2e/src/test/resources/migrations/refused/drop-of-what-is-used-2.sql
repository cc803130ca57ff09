alter table mail drop column zone;
