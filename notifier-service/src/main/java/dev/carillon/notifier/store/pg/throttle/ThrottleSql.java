package dev.carillon.notifier.store.pg.throttle;

import dev.carillon.notifier.store.pg.NamedStatement;
import dev.carillon.notifier.store.pg.StateCode;

/** The statements of throttles, servers, windows and holds. */
final class ThrottleSql {
  /**
   * Gives the number that the throttle had. With another template or other keys it gets a new one:
   * what it has let through does not count any more, and what is parked is let go.
   */
  static final NamedStatement PUT_THROTTLE =
      NamedStatement.of(
          """
          with before as materialized (
            select id from throttle where name = #{name} for update
          ), stored as (
            insert into throttle as t (name, template, per_recipient, most, within_millis)
            values (#{name}, #{template}, #{perRecipient}, #{limit}, #{withinMillis})
            on conflict (name) do update set template = excluded.template,
              per_recipient = excluded.per_recipient, most = excluded.most,
              within_millis = excluded.within_millis,
              id = case when t.template is not distinct from excluded.template
                and t.per_recipient = excluded.per_recipient then t.id else excluded.id end
          )
          select id from before
          """);

  /** $1 name. Gives its number. */
  static final String DELETE_THROTTLE = "delete from throttle where name = $1 returning id";

  /**
   * $1 number of a throttle that has changed or is gone, $2 the most keys. What is parked there is
   * looked at again now.
   */
  static final String WAKE =
      """
      update throttle_key set next_at = clock_now()
      where (throttle, key) in (
        select throttle, key from throttle_key
        where throttle = $1 and next_at > (select clock_now())
        order by throttle, key limit $2 for update)
      """;

  /**
   * $1 the most keys. Those of throttles that are gone, where whoever ended one did not come to the
   * end of {@link #WAKE}. One look for each throttle where mail is parked, however much. Gives how
   * many there were.
   */
  static final String WAKE_LEFT =
      """
      with recursive parking(throttle) as (
        (select throttle from throttle_key where next_at is not null order by throttle limit 1)
        union all
        select (select k.throttle from throttle_key k
                where k.next_at is not null and k.throttle > parking.throttle
                order by k.throttle limit 1)
        from parking where parking.throttle is not null
      ), gone as materialized (
        select parking.throttle from parking
        where parking.throttle is not null
          and not exists (select from throttle t where t.id = parking.throttle)
      ), woken as (
        update throttle_key set next_at = clock_now()
        where (throttle, key) in (
          select waiting.throttle, waiting.key
          from gone cross join lateral (
            select k.throttle, k.key from throttle_key k
            where k.throttle = gone.throttle and k.next_at > (select clock_now())
            order by k.key limit $1 for update skip locked) waiting
          limit $1)
        returning throttle
      )
      select count(*)::int as woken from woken
      """;

  /**
   * $1 name, $2 the most of them: what the throttle held before there was a place to park, and what
   * waits for it nowhere else.
   */
  static final String RELEASE =
      StateCode.sql(
          """
      update deferred set run_at = clock_now()
      where mail_id in (
        select mail_id from deferred
        where reason = {HELD} and starts_with(last_error, {THROTTLE} || $1 || ' ')
          and throttle is null and run_at > (select clock_now())
        limit $2)
      """);

  static final String THROTTLES =
      "select name, template, per_recipient, most, within_millis from throttle order by name";

  /**
   * $1 the most keys. None where mail is parked. A throttle whose span was made longer needs what
   * it has let through for longer. Gives how many were looked at.
   */
  static final String FORGET =
      """
      with due as materialized (
        select k.throttle, k.key, (
            select p.at + t.within_millis * interval '1 ms'
            from throttle t join throttle_pass p on p.throttle = t.id
            where t.id = k.throttle and p.key = k.key
            order by p.at desc limit 1) as until
        from throttle_key k
        where k.until < (select clock_now()) and k.next_at is null
        order by k.until limit $1 for update of k skip locked
      ), kept as (
        update throttle_key k set until = due.until
        from due
        where k.throttle = due.throttle and k.key = due.key and due.until > (select clock_now())
      ), keys as (
        delete from throttle_key k using due
        where k.throttle = due.throttle and k.key = due.key
          and (due.until is null or due.until <= (select clock_now()))
        returning k.throttle, k.key
      ), passes as (
        delete from throttle_pass pass using keys
        where pass.throttle = keys.throttle and pass.key = keys.key
      )
      select count(*)::int as forgotten from due
      """;

  static final String SERVERS =
      "select name, paused, most, per_millis, reason from smtp_server order by name";

  /** $1 name, $2 why. Whom a person has paused stays so. */
  static final String PAUSE_SERVER =
      """
      insert into smtp_server (name, paused, taken, reason, probe_at)
      values ($1, true, clock_timestamp() - interval '1 day', $2, clock_timestamp())
      on conflict (name) do update
        set paused = true, reason = excluded.reason, probe_at = excluded.probe_at
        where not smtp_server.paused
      """;

  /** $1 name. Gives a row to one who asks, once a minute; at once where the clock was set back. */
  static final String PROBE_SERVER =
      """
      update smtp_server set probe_at = clock_timestamp()
      where name = $1 and paused and reason is not null
        and (probe_at < clock_timestamp() - interval '55 s'
          or probe_at > clock_timestamp() + interval '5 s')
      returning name
      """;

  /** $1 name. */
  static final String RESUME_SERVER =
      """
      update smtp_server set paused = false, reason = null, probe_at = null
      where name = $1 and reason is not null
      """;

  /** $1 name, $2 paused, $3 limit, $4 per in ms. */
  static final String PUT_SERVER =
      """
      insert into smtp_server (name, paused, most, per_millis, taken)
      values ($1, $2, $3, $4, clock_timestamp() - interval '1 day')
      on conflict (name) do update set paused = excluded.paused, most = excluded.most,
        per_millis = excluded.per_millis, reason = null, probe_at = null
      """;

  /**
   * $1 name, $2 wanted. Permits are due one after the other, a limit's share of its span apart (the
   * generic cell rate algorithm of ITU-T I.371, kept as the moment up to which permits have been
   * given out). Permits that nobody asks for lapse after a tenth of a second; a moment that lies
   * ahead by more than a wait for the row was reckoned before the clock was set back. Gives how
   * many there are, and after how many milliseconds the next one is due.
   */
  static final String TAKE_PERMITS =
      """
      with server as materialized (
        select name, clock_timestamp() as now, per_millis * interval '1 ms' / most as each, taken
        from smtp_server where name = $1 and most is not null for update
      ), free as materialized (
        select name, now, each,
               greatest(case when taken > now + interval '5 s' then now else taken end,
                 now - greatest(each, interval '100 ms')) as since
        from server
      ), permits as materialized (
        select name, now, each, since,
               greatest(0, least($2::int, floor(
                 extract(epoch from now - since) / extract(epoch from each))::int)) as granted
        from free
      ), moved as (
        update smtp_server s set taken = permits.since + permits.granted * permits.each
        from permits where s.name = permits.name
          and (permits.granted > 0 or permits.since < s.taken)
      )
      select granted,
             greatest(1, ceil(1000 * extract(epoch from since + (granted + 1) * each - now)))::bigint
               as again
      from permits
      """;

  static final String WINDOWS =
      StateCode.sql(
          """
      select w.id, w.kind, w.name, w.recipient, m.template, m.topic, w.mail_id, w.mails,
             w.since + ahead.shift as since, d.run_at + ahead.shift as run_at
      from merge_window w join deferred d on d.mail_id = w.mail_id and d.reason = {SCHEDULED}
        join mails m on m.id = w.mail_id cross join schedule_shift ahead
      order by d.run_at limit 1000
      """);

  /** Of the first hundred thousand: there may be millions, and the answer is for people. */
  static final String HOLDS =
      StateCode.sql(
          """
      select regexp_replace(coalesce(last_error, 'held'), {UNTIL} || '.*', '') as why, count(*) as mails,
             least(min(run_at) filter (
                 where throttle is null and not starts_with(last_error, {PAUSED}))
                 + (select shift from schedule_shift),
               (select min(k.next_at) from throttle_key k
                where k.throttle = min(held.throttle))) as next
      from (
        select last_error, run_at, throttle from deferred where reason = {HELD} limit 100000) held
      group by why order by mails desc, why limit 100
      """);

  /**
   * $1 window, $2 who, $3 request. Later mail opens another window; that its mail was moved is
   * told.
   */
  static final String CLOSE_WINDOW =
      StateCode.sql(
          """
      with closing as materialized (
        select key, mail_id from merge_window where id = $1 for update
      ), due as (
        update deferred d set run_at = clock_now()
        from closing where d.mail_id = closing.mail_id and d.reason = {SCHEDULED}
        returning d.mail_id
      ), closed_window as (
        update merge_window w set mail_id = gen_random_uuid(), closes_at = clock_now(), items = '[]'
        from closing where w.key = closing.key and exists (select from due)
      ), told as (
        insert into mail_change (mail_id, at, kind, actor, request, until)
        select mail_id, clock_now(), 'rescheduled', $2::text,
               case when $3::text ~ '^[0-9a-f]{32}$' then $3::text::uuid end, schedule_now()
        from due on conflict do nothing
      )
      select mail_id from due
      """);

  private ThrottleSql() {}
}
