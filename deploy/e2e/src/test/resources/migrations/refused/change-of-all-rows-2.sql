delete from attempt where reply is null;
