alter table mail set unlogged;
