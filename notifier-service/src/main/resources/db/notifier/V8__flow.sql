-- Nobody asks PostgreSQL what is in a body: as text it is neither parsed nor written anew each time.
alter table mail alter column body type text;

-- A lease of some hundred mails stays in one piece.
alter table lease set (toast_tuple_target = 8160);
