package dev.carillon.notifier.store.pg.throttle;

import dev.carillon.notifier.store.pg.NamedStatement;
import dev.carillon.notifier.store.pg.StateCode;

/** The statements of throttles, servers, windows and holds. */
final class ThrottleSql {
  static final NamedStatement PUT_THROTTLE =
      NamedStatement.of(
          """
          insert into throttle (name, template, per_recipient, most, within_millis)
          values (#{name}, #{template}, #{perRecipient}, #{limit}, #{withinMillis})
          on conflict (name) do update set template = excluded.template,
            per_recipient = excluded.per_recipient, most = excluded.most,
            within_millis = excluded.within_millis
          """);

  /** $1 name. With what it has let through. */
  static final String DELETE_THROTTLE =
      """
      with alone as materialized (
        select pg_advisory_xact_lock(hashtextextended('throttle', 0))
      ), deleted as (
        delete from throttle where name = $1 and (select count(*) from alone) = 1 returning name
      ), passes as (
        delete from throttle_pass where throttle in (select name from deleted)
      ), counts as (
        delete from throttle_count where throttle in (select name from deleted)
      )
      select name from deleted
      """;

  /** $1 name, $2 the most of them. */
  static final String RELEASE =
      StateCode.sql(
          """
      update deferred set run_at = clock_now()
      where mail_id in (
        select mail_id from deferred
        where reason = {HELD} and starts_with(last_error, {THROTTLE} || $1 || ' ')
          and run_at > (select clock_now())
        limit $2)
      """);

  static final String THROTTLES =
      "select name, template, per_recipient, most, within_millis from throttle order by name";

  /** $1 the most of them. */
  static final String FORGET =
      """
      with alone as materialized (
        select pg_advisory_xact_lock(hashtextextended('throttle', 0))
      ), counts as (
        delete from throttle_count where (throttle, key) in (
          select throttle, key from throttle_count
          where until < (select clock_now()) and (select count(*) from alone) = 1
          order by until limit $1)
        returning throttle, key
      ), passes as (
        delete from throttle_pass pass using counts
        where pass.throttle = counts.throttle and pass.key = counts.key
      )
      select count(*)::int as forgotten from counts
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

  /** $1 name. Gives a row to one who asks, once a minute. */
  static final String PROBE_SERVER =
      """
      update smtp_server set probe_at = clock_timestamp()
      where name = $1 and paused and reason is not null
        and probe_at < clock_timestamp() - interval '55 s'
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
   * given out). Permits that nobody asks for lapse after a tenth of a second. Gives how many there
   * are, and after how many milliseconds the next one is due.
   */
  static final String TAKE_PERMITS =
      """
      with server as materialized (
        select name, clock_timestamp() as now, per_millis * interval '1 ms' / most as each, taken
        from smtp_server where name = $1 and most is not null for update
      ), free as materialized (
        select name, now, each, greatest(taken, now - greatest(each, interval '100 ms')) as since
        from server
      ), permits as materialized (
        select name, now, each, since,
               greatest(0, least($2::int, floor(
                 extract(epoch from now - since) / extract(epoch from each))::int)) as granted
        from free
      ), moved as (
        update smtp_server s set taken = permits.since + permits.granted * permits.each
        from permits where s.name = permits.name and permits.granted > 0
      )
      select granted,
             greatest(1, ceil(1000 * extract(epoch from since + (granted + 1) * each - now)))::bigint
               as again
      from permits
      """;

  static final String WINDOWS =
      StateCode.sql(
          """
      select w.id, w.kind, w.name, w.recipient, m.template, m.topic, w.mail_id, w.mails, w.since,
             d.run_at
      from merge_window w join deferred d on d.mail_id = w.mail_id and d.reason = {SCHEDULED}
        join mails m on m.id = w.mail_id
      order by d.run_at limit 1000
      """);

  /** Of the first hundred thousand: there may be millions, and the answer is for people. */
  static final String HOLDS =
      StateCode.sql(
          """
      select regexp_replace(coalesce(last_error, 'held'), {UNTIL} || '.*', '') as why, count(*) as mails,
             min(run_at) filter (where not starts_with(last_error, {PAUSED})) as next
      from (
        select last_error, run_at from deferred where reason = {HELD} limit 100000) held
      group by why order by mails desc, why limit 100
      """);

  /** $1 window. Later mail opens another window. */
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
      )
      select mail_id from due
      """);

  private ThrottleSql() {}
}
