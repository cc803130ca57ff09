-- Words that are not yet in the index of the search are put into it by whoever brings the 256th kB of
-- them: with the server's own limit of 4 MB that one create took 140 ms, now it takes 10.
alter index users_search set (gin_pending_list_limit = 256);
