-- A limit that is a parameter is planned as a tenth of all: what was given up would all be sorted for
-- the first thousand of them. Here the order is that of the index outcome_given_up.
alter function revive(uuid, "char", integer)
  set enable_sort = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off;
