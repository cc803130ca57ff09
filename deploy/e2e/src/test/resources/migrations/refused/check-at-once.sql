alter table mail add constraint lanes check (lane in (0, 1, 2));
