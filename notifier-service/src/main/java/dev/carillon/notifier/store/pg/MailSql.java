package dev.carillon.notifier.store.pg;

/** The statements that store and read mail. */
final class MailSql {
  /** Mails of one commit go into the queue in chunks of at most this many. */
  private static final int CHUNK = 32;

  /** $1..$8 arrays: id, recipient, name, subject, text, html, message id, user. */
  static final String ACCEPT =
      """
      with m as (
        insert into mail (id, recipient, recipient_name, subject, body, message_id, accepted_at,
          user_id)
        select x.id, x.recipient, x.name, x.subject,
               jsonb_build_object('text', x.text, 'html', x.html), x.message_id, t, x.user_id
        from clock_now() t, unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[],
          $6::text[], $7::text[], $8::uuid[])
          x(id, recipient, name, subject, text, html, message_id, user_id)
        returning id
      ), a as (
        insert into accept_batch (n, at) select count(*), clock_now() from m having count(*) > 0
      ), n as (
        select id, (row_number() over (order by id) - 1) / %d as chunk from m
      )
      insert into ready (mail_ids) select array_agg(id order by id) from n group by chunk
      """
          .formatted(CHUNK);

  /**
   * $1 source, $2 event id, $3 mail id or null, $4 recipient, $5 name, $6 subject, $7 text, $8
   * message id, $9 user.
   */
  static final String ACCEPT_ONCE =
      """
      with e as (
        insert into inbox_event (source, event_id, at) values ($1, $2, clock_now())
        on conflict do nothing returning at
      ), m as (
        insert into mail (id, recipient, recipient_name, subject, body, message_id, template, accepted_at,
          user_id)
        select $3, $4, $5, $6, jsonb_build_object('text', $7::text, 'html', null), $8, 'welcome', e.at, $9
        from e where $3::uuid is not null
        returning id
      ), a as (
        insert into accept_batch (n, at) select 1, clock_now() from m
      ), r as (
        insert into ready (mail_ids) select array[id] from m
      )
      select at from e
      """;

  /**
   * $1 source, $2 event id, $3 addresses in lower case, $4 when they were given up: what was
   * accepted later is for somebody else. Takes what waits out of {@code ready} and {@code
   * deferred}, whose rows it locks, so that no worker can take it at the same time; what is leased
   * is on its way and is left. The event is noted when nothing is left.
   */
  static final String CANCEL_PENDING =
      """
      with e as materialized (
        select m.id from mail m
        where (lower(m.recipient collate "C") = any($3) or m.user_id = $5) and m.accepted_at <= $4
          and not exists (select from outcome o where o.mail_id = m.id)
          and not exists (select from inbox_event i where i.source = $1 and i.event_id = $2)
      ), r as materialized (
        select seq, attempt, mail_ids from ready
        where mail_ids && array(select id from e) for update
      ), g as (
        delete from ready q using r where q.seq = r.seq
      ), k as (
        select r.seq, r.attempt, array_agg(u) as mail_ids from r, unnest(r.mail_ids) u
        where u not in (select id from e) group by r.seq, r.attempt
      ), b as (
        insert into ready (attempt, mail_ids) select attempt, mail_ids from k order by seq
      ), d as (
        delete from deferred q using e where q.mail_id = e.id returning q.mail_id, q.attempt
      ), c as materialized (
        select u as id, r.attempt from r, unnest(r.mail_ids) u where u in (select id from e)
        union all
        select mail_id, attempt from d
      ), o as (
        insert into outcome (mail_id, state, attempt, at, reply)
        select id, 'c', attempt, clock_now(), 'the recipient was erased' from c
        on conflict do nothing
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
             o.attempt, o.at as settled_at, o.reply,
             coalesce(o.state::text, upper(d.reason::text),
               case when exists (select from lease l where m.id = any(l.mail_ids))
                 then 'L' else 'Q' end) as state
      from mail m
      left join outcome o on o.mail_id = m.id
      left join deferred d on d.mail_id = m.id
      """;

  static final String GET = STATE + " where m.id = $1";

  static final String ATTEMPTS =
      "select n, at, outcome, reply from attempt where mail_id = $1 order by n limit 100";

  /** $1 before id, $2 limit. */
  static final String LIST = list("");

  /** $3 recipient. */
  static final String LIST_TO =
      list(" and lower(m.recipient collate \"C\") = lower($3 collate \"C\")");

  /** $3 user. */
  static final String LIST_USER = list(" and m.user_id = $3");

  /** $3 state. */
  static final String LIST_STATE = list("", "$3");

  /** $3 recipient, $4 state. */
  static final String LIST_TO_STATE =
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
