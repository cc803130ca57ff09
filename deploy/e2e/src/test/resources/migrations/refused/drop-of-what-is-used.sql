drop table closed;
