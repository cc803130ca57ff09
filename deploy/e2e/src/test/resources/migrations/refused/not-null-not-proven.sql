alter table mail alter column topic set not null;
