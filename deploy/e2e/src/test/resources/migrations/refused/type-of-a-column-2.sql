alter table mail add column note text, alter topic set data type varchar;
