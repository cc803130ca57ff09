-- Who did what is known as long as what became of mail: audit entries leave with their values, oldest
-- first, by their ids (UUID version 7), and with them events that nobody would take.
create function forget_audit(keep interval, most integer) returns integer
  language sql security definer
  set search_path = users, pg_temp
  as $$
    with bound as materialized (
      select clock_now() - keep as at
    ), old as (
      delete from audit_log where id in (
        select id from audit_log
        where id < (lpad(to_hex(floor(extract(epoch from (select at from bound)) * 1000)::bigint), 12, '0')
            || '00000000000000000000')::uuid
          and at < (select at from bound)
        order by id limit most for update skip locked)
      returning id
    ), personal_values as (
      delete from audit_value using old where audit_value.audit_id = old.id
    ), parked as (
      delete from outbox where seq in (
        select seq from outbox where parked_at < (select at from bound)
        order by seq limit most for update skip locked)
    )
    select count(*)::int from old
  $$;
revoke all on function forget_audit(interval, integer) from public;
grant execute on function forget_audit(interval, integer) to "${app_role}";
