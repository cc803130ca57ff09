-- Who tells how long mail waits in the queue must know which number the last chunk has got.
grant select on sequence ready_seq_seq to "${app_role}";
