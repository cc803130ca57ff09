alter table mail alter column body type jsonb using body::jsonb;
