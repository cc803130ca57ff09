-- The span that a mail came with, in the trace that its request names: what becomes of the mail
-- later, in another process, hangs below it. Null where nothing of that trace is written down.
alter table mail add column span bigint;
alter table mail_carried add column span bigint;
do $$
begin
  if to_regclass('mail_before') is not null then
    alter table mail_before add column span bigint;
  end if;
  perform make_mail_views();
end
$$;
