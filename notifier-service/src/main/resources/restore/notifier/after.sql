-- Whoever held leases at the moment of the backup is not there any more: they are rescued at once, and what
-- of them had begun counts as perhaps sent.
update lease set until = '-infinity';

-- Numbers of transactions are those of the server that the backup was made of.
update erasure set seen = pg_current_xact_id() where done_at is null;
