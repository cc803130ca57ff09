alter table mail add column n bigserial;
