alter table mail add column sender text not null;
