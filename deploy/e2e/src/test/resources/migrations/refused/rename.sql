alter table mail rename column zone to time_zone;
