-- And what its second script makes.
create view kept_answer as select subject, response from idempotency;
grant select on kept_answer to "${app_role}";
