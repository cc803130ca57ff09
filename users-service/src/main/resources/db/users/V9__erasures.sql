-- The list of erasures: who and when and nothing else. The runtime role adds to it by erase_user()
-- only, and never changes it.
alter table erased_user drop column created_at;
create index erased_user_at on erased_user (erased_at, id);

-- Erases a user: the row, the personal values of the audit, what waits or is parked in the outbox,
-- kept answers. Gives the addresses that were this user's and are nobody else's now, and how much
-- was erased; no row for an unknown user.
drop function erase_user(uuid);
create function erase_user(erased uuid)
  returns table (erased_at timestamptz, addresses text[], audit_values bigint, events bigint,
    answers bigint)
  language plpgsql security definer set search_path = users, pg_temp
  as $$
  declare
    gone users%rowtype;
  begin
    delete from users u where u.id = erased returning u.* into gone;
    if not found then
      return;
    end if;
    erased_at := clock_now();
    select coalesce(array_agg(distinct a.address), '{}') into addresses
    from (
      select lower(gone.email collate "C") as address
      union all
      select lower(x.value collate "C")
      from audit_log l
      join audit_value v on v.audit_id = l.id and v.field = 'email'
      cross join lateral (values (v.before), (v.after)) x(value)
      where l.user_id = erased and x.value is not null
    ) a
    where not exists (select from users o where lower(o.email collate "C") = a.address);
    delete from audit_value v using audit_log l where l.id = v.audit_id and l.user_id = erased;
    get diagnostics audit_values = row_count;
    update outbox o
    set payload = jsonb_build_object('change', o.payload -> 'change', 'userId', o.payload -> 'userId',
          'version', o.payload -> 'version', 'welcome', false),
        last_error = null
    where o.subject = 'user:' || erased;
    get diagnostics events = row_count;
    update idempotency i -- a key may hold a name or an address; its hash still finds the answer
    set key = 'sha256:' || encode(sha256(convert_to(i.key, 'UTF8')), 'hex'),
        fingerprint = '', response = null, subject = null,
        failure = '{"code": "NOT_FOUND", "message": "The user was erased", "details": []}'
    where i.subject = 'user:' || erased;
    get diagnostics answers = row_count;
    insert into erased_user (id, erased_at) values (erased, erase_user.erased_at);
    return next;
  end $$;
revoke all on function erase_user(uuid) from public;
grant execute on function erase_user(uuid) to "${app_role}";
