-- A service that needs what the kit's first script makes.
create table article (
  id   bigint primary key,
  name text not null
);
create function sell(article bigint) returns void
  language sql set search_path = "${flyway:defaultSchema}"
  as $$
    insert into outbox (id, subject, type, at, payload)
    values (gen_random_uuid(), 'article:' || article, 'sold.v1', clock_now(), '{}')
  $$;
grant select, insert on article to "${app_role}";
