package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.ListMails;

/** The statements that read mail, and the one that cancels for an event. */
final class MailSql {
  /**
   * $1 source, $2 event id, $3 addresses in lower case, $4 when they were given up: what was
   * accepted later is for somebody else. Takes what waits out of {@code ready} and {@code
   * deferred}, whose rows it locks, so that no worker can take it at the same time; what is leased
   * is on its way and is left. What was given up is closed: it cannot be tried again. The event is
   * noted when nothing is left.
   */
  static final String CANCEL_PENDING =
      """
      with f as materialized (
        select m.id, (select o.state from outcome o where o.mail_id = m.id) as state from mail m
        where (lower(m.recipient collate "C") = any($3) or m.user_id = $5) and m.accepted_at <= $4
          and not exists (select from inbox_event i where i.source = $1 and i.event_id = $2)
      ), e as materialized (
        select id from f where state is null
      ), z as (
        insert into closed (mail_id) select id from f where state in ('d', 'u')
        on conflict do nothing
      ), r as materialized (
        select lane, seq, attempt, mail_ids from ready
        where mail_ids && array(select id from e) for update
      ), g as (
        delete from ready q using r where q.lane = r.lane and q.seq = r.seq
      ), k as (
        select r.lane, r.seq, r.attempt, array_agg(u) as mail_ids from r, unnest(r.mail_ids) u
        where u not in (select id from e) group by r.lane, r.seq, r.attempt
      ), b as (
        insert into ready (lane, attempt, mail_ids)
        select lane, attempt, mail_ids from k order by seq
      ), d as (
        delete from deferred q using e where q.mail_id = e.id returning q.mail_id, q.attempt
      ), c as materialized (
        select u as id, r.attempt from r, unnest(r.mail_ids) u where u in (select id from e)
        union all
        select mail_id, attempt from d
      ), o as (
        insert into outcome (mail_id, state, attempt, at, reply)
        select id, case when exists (
            select from attempt a where a.mail_id = c.id and a.outcome = 'unknown')
          then 'u'::"char" else 'c' end, attempt, clock_now(), 'the recipient was erased'
        from c
        on conflict do nothing
      ), w as (
        delete from merge_window where lower(recipient collate "C") = any($3)
      ), l as materialized (
        select count(*)::int as n from e where id not in (select id from c)
      ), i as (
        insert into inbox_event (source, event_id, at)
        select $1, $2, clock_now() from l where n = 0
        on conflict do nothing
      )
      select n as "left" from l
      """;

  private static final String STATE =
      """
      select m.id, m.recipient, m.recipient_name, m.subject, m.message_id, m.accepted_at,
             m.expires_at, m.lane, m.template, m.topic, m.critical, d.run_at, o.attempt, o.at as settled_at, o.merged_into,
             coalesce(o.reply, d.last_error) as reply,
             coalesce(o.state::text, upper(d.reason::text),
               case when exists (select from lease l where m.id = any(l.mail_ids))
                 then 'L' else 'Q' end) as state
      from mail m
      left join outcome o on o.mail_id = m.id
      left join deferred d on d.mail_id = m.id
      """;

  /** $1 address, $2 topic, $3 critical, $4 template, $5 dedup key, $6 debounce key. */
  static final String RULES =
      """
      select clock_now() as now,
             exists (select from suppression s
               where s.address = lower($1::text collate "C") and s.topic = '') as suppressed,
             exists (select from suppression s
               where s.address = lower($1::text collate "C") and s.topic = $2::text
                 and not $3::boolean) as unsubscribed,
             exists (select from pause where template = $4::text) as paused,
             exists (select from pause where template = '') as all_paused,
             (select string_agg(name, ', ' order by name) from smtp_server where paused) as servers,
             h.name as throttle, h.until as throttled_until,
             (select mail_id from dedup where key = $5::text) as duplicate_of,
             (select b.mail_id from merge_window b join deferred d on d.mail_id = b.mail_id
               where b.key = $6::text) as replaces
      from (select 1) one left join lateral (
        select t.name, p.at + t.within_millis * interval '1 ms' as until
        from throttle t
        join throttle_count c on c.throttle = t.name and c.key = case when t.per_recipient
          then lower($1::text collate "C") else '' end
        join throttle_pass p on p.throttle = t.name and p.key = c.key and p.n = c.n + 1 - t.most
        where (t.template is null or t.template = $4::text) and not $3::boolean
          and p.at + t.within_millis * interval '1 ms' > clock_now()
        order by until desc limit 1
      ) h on true
      """;

  static final String GET = STATE + " where m.id = $1";

  static final String ATTEMPTS =
      "select n, at, outcome, phase, reply from attempt where mail_id = $1"
          + " order by at, n limit 100";

  /** $1 keys. */
  static final String BY_DEDUP_KEY =
      "select k.key, x.* from dedup k join ("
          + STATE
          + ") x on x.id = k.mail_id"
          + " where k.key = any($1)";

  /** $1 before id, $2 limit. */
  private static final String LIST = list("");

  /** $3 recipient. */
  private static final String LIST_TO =
      list(" and lower(m.recipient collate \"C\") = lower($3 collate \"C\")");

  /** $3 user. */
  private static final String LIST_USER = list(" and m.user_id = $3");

  /** $3 state. */
  private static final String LIST_STATE = list("", "$3");

  /** $3 recipient, $4 state. */
  private static final String LIST_TO_STATE =
      list(" and lower(m.recipient collate \"C\") = lower($3 collate \"C\")", "$4");

  /** One statement, so one snapshot. */
  static final String LEDGER =
      """
      with states as (
        select state::text as state, count(*) as n from outcome group by state
        union all
        select upper(d.reason::text), count(*) from deferred d
        where not exists (select from outcome o where o.mail_id = d.mail_id) group by d.reason
        union all
        select 'Q', count(*) from ready r, unnest(r.mail_ids) u
        where not exists (select from outcome o where o.mail_id = u)
        union all
        select 'L', count(*) from (select distinct u from lease, unnest(mail_ids) u) held
        where not exists (select from outcome o where o.mail_id = u)
          and not exists (select from deferred d where d.mail_id = u)
      )
      select state, sum(n)::bigint as n,
             (select coalesce(sum(n), 0)::bigint from accept_batch) as accepted,
             (select count(*) from mail) as stored
      from states group by state
      """;

  /** The list that a request asks for. */
  static String list(ListMails request) {
    if (request.userId() != null) {
      return LIST_USER;
    }
    if (request.state() == null) {
      return request.to() == null ? LIST : LIST_TO;
    }
    return request.to() == null ? LIST_STATE : LIST_TO_STATE;
  }

  private static String list(String filter) {
    return STATE + " where m.id < $1" + filter + " order by m.id desc limit $2";
  }

  private static String list(String filter, String state) {
    return "select * from ("
        + STATE
        + " where m.id < $1"
        + filter
        + ") x where state = "
        + state
        + " order by id desc limit $2";
  }

  private MailSql() {}
}
