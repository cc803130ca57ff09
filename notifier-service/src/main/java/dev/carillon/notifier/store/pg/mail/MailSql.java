package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.store.pg.NamedStatement;
import dev.carillon.notifier.store.pg.OnSchedule;
import dev.carillon.notifier.store.pg.StateCode;
import dev.carillon.notifier.store.pg.places.StatePlaces;

/** The statements that read mail. */
public final class MailSql {
  /** Where a mail that has no outcome and is not deferred is, in the words of MailState. */
  static final String IN_A_WORKERS_HANDS = "sending";

  static final String WAITS_IN_THE_QUEUE = "ready";

  private static final String WITH_STATE =
      """
      select m.id, m.recipient, m.recipient_name, m.user_id, m.subject, m.message_id,
             m.accepted_at, m.expires_at, m.lane, m.template, m.topic, m.critical, %s as run_at,
             coalesce(o.attempt, m.attempt) as attempt, coalesce(o.at, m.settled_at) as settled_at,
             coalesce(o.merged_into, m.merged_into) as merged_into,
             coalesce(o.reply, d.last_error) as reply,
             coalesce(%s, %s,
               case when exists (select from lease where m.id = any(lease.mail_ids))
                 then '%s' else '%s' end) as state
      from mail_history m
      left join outcome o on o.mail_id = m.id
      left join deferred d on d.mail_id = m.id
      """
          .formatted(
              OnSchedule.told("d", "m.expires_at"),
              StateCode.Column.OUTCOME.word("coalesce(o.state, m.state)"),
              StateCode.Column.DEFERRED.word("d.reason"),
              IN_A_WORKERS_HANDS,
              WAITS_IN_THE_QUEUE);

  static final NamedStatement RULES =
      NamedStatement.of(
          StateCode.sql(
              """
      select clock_now() as now,
             (select extract(epoch from shift) * 1000 from schedule_shift)::bigint as shift,
             exists (select from suppression unwanted
               where unwanted.address = lower(#{address}::text collate "C")
                 and unwanted.topic = '')
               or exists (select from suppression_hash unwanted
                 where unwanted.hash = hash_of_address(#{address}::text)
                   and unwanted.topic = '') as suppressed,
             exists (select from suppression unwanted
               where unwanted.address = lower(#{address}::text collate "C")
                 and unwanted.topic = #{topic}::text
                 and not #{critical}::boolean)
               or exists (select from suppression_hash unwanted
                 where unwanted.hash = hash_of_address(#{address}::text)
                   and unwanted.topic = #{topic}::text
                   and not #{critical}::boolean) as unsubscribed,
             exists (select from pause where template = #{template}::text) as paused,
             exists (select from pause where template = '') as all_paused,
             (select string_agg(name, ', ' order by name) from smtp_server where paused) as servers,
             full_throttle.name as throttle, full_throttle.until as throttled_until,
             (select holder.mail_id from dedup holder
               where holder.key = #{dedupKey}::text
                 and exists (select from mail_history known where known.id = holder.mail_id)
                 and not exists (select from outcome unsent
                   where unsent.mail_id = holder.mail_id
                     and unsent.state in ({CANCELLED}, {DEAD}, {EXPIRED}, {SUPPRESSED}))
                 and not exists (select from mail_record unsent
                   where unsent.id = holder.mail_id
                     and unsent.state in ({CANCELLED}, {DEAD}, {EXPIRED}, {SUPPRESSED})))
               as duplicate_of,
             (select open_window.mail_id from merge_window open_window
                join deferred waiting on waiting.mail_id = open_window.mail_id
               where open_window.key = #{windowKey}::text) as replaces
      from (select 1) one_row left join lateral (
        select * from (select throttle.name, coalesce(
            (select pass.at + throttle.within_millis * interval '1 ms' from throttle_pass pass
             where pass.throttle = throttle.id and pass.key = k.key
               and pass.at + throttle.within_millis * interval '1 ms' > clock_now()
               and k.used >= throttle.most
             order by pass.at desc offset throttle.most - 1 limit 1),
            greatest(k.next_at, clock_now())) as until
        from throttle
        join throttle_key k on k.throttle = throttle.id
          and k.key = throttle_key_of(throttle.per_recipient, #{address}::text)
        where (throttle.template is null or throttle.template = #{template}::text)
          and not #{critical}::boolean) concerned
        where until is not null order by until desc limit 1
      ) full_throttle on true
      """));

  static final String GET = WITH_STATE + " where m.id = $1";

  /** $1 user, $2 after id, $3 limit. */
  static final String KEPT_OF_USER =
      WITH_STATE + " where m.user_id = $1 and m.id > $2 order by m.id limit $3";

  /** $1 address in lower case, $2 after id, $3 limit. What is for a user is that one's. */
  static final String KEPT_OF_ADDRESS =
      WITH_STATE
          + " where lower(m.recipient collate \"C\") = $1 and m.user_id is null and m.id > $2"
          + " order by m.id limit $3";

  /**
   * $1 ids in their order, $2 how many bytes are enough. What mails say, until it is enough; always
   * that of the first.
   */
  static final String KEPT_CONTENT =
      """
      select id, body, sender from (
        select wanted.id, m.body, m.sender, n,
               sum(coalesce(octet_length(m.body), 0)) over (order by n) as bytes
        from unnest($1::uuid[]) with ordinality wanted(id, n) left join mails m on m.id = wanted.id
      ) kept where n = 1 or bytes <= $2 order by n
      """;

  /** $1 ids. */
  static final String KEPT_ATTEMPTS =
      "select mail_id, n, at, outcome, phase, reply from attempt where mail_id = any($1)"
          + " order by n, at";

  /** $1 addresses in lower case. */
  static final String SUPPRESSIONS_OF =
      "select address, topic, reason, since, null::timestamptz as until from suppression"
          + " where address = any($1) union all"
          + " select address, topic, reason, since, until from suppression_past"
          + " where address = any($1)"
          + " order by until desc nulls first, address, topic limit 1000";

  /** $1 addresses in lower case. */
  static final String WINDOWS_OF =
      "select kind, name, recipient, mails, "
          + OnSchedule.always("since")
          + " as since, items from merge_window"
          + " where lower(recipient collate \"C\") = any($1) order by merge_window.since limit 1000";

  static final String ATTEMPTS =
      "select n, at, outcome, phase, reply from attempt where mail_id = $1"
          + " order by n, at limit 100";

  /** $1 keys. */
  public static final String BY_DEDUP_KEY =
      "select dedup.key, earlier.* from dedup join ("
          + WITH_STATE
          + ") earlier on earlier.id = dedup.mail_id where dedup.key = any($1)";

  /** $1 mail. */
  static final String BODY = "select body from mails where id = $1";

  /** Each mail is found where mail of its state is; parameters as for a walk. */
  private static String listState(MailState state) {
    return "with found as materialized ("
        + StatePlaces.of(state)
        + ") select listed.* from found cross join lateral ("
        + WITH_STATE
        + " where m.id = found.id and m.id >= $3) listed"
        + " where listed.state = $4 order by listed.id desc limit $2";
  }

  /**
   * The list that a request asks for: made of these words only. $1 before id, $2 limit, $3 from id,
   * then address, user, template, subject and state where they are asked for, in this order.
   */
  static String list(ListMails request) {
    MailState state = request.state();
    return state != null && isByStateAlone(request) ? listState(state) : walk(request);
  }

  /** Whether nothing but the state tells which mails are asked for. */
  static boolean isByStateAlone(ListMails request) {
    return request.state() != null
        && request.to() == null
        && request.userId() == null
        && request.template() == null
        && request.subject() == null;
  }

  /** The same by way of all mail that is not left out by something else than its state. */
  static String walk(ListMails request) {
    StringBuilder where = whose(request);
    int last = 3 + (request.to() == null ? 0 : 1) + (request.userId() == null ? 0 : 1);
    if (request.template() != null) {
      where.append(" and m.template = $").append(++last);
    }
    if (request.subject() != null) {
      where.append(" and position(lower($").append(++last).append(") in lower(m.subject)) > 0");
    }
    return request.state() == null
        ? WITH_STATE + where + " order by m.id desc limit $2"
        : "select * from ("
            + WITH_STATE
            + where
            + ") mails where state = $"
            + (last + 1)
            + " order by id desc limit $2";
  }

  /**
   * $1 before id, $2 how many mails, $3 from id, then address and user where they are asked for.
   * The last of so many, where there are as many: subjects are in no index, and a page looks no
   * further. Records have no subject, and are left out.
   */
  static String horizon(ListMails request) {
    return "select m.id, m.accepted_at from mails m"
        + whose(request)
        + " order by m.id desc offset $2 - 1 limit 1";
  }

  /** Before $1, from $3, of an address and a user, the next parameters. */
  private static StringBuilder whose(ListMails request) {
    StringBuilder where = new StringBuilder(" where m.id < $1 and m.id >= $3");
    int last = 3;
    if (request.to() != null) {
      where.append(" and lower(m.recipient collate \"C\") = lower($").append(++last);
      where.append(" collate \"C\")");
    }
    if (request.userId() != null) {
      where.append(" and m.user_id = $").append(++last);
    }
    return where;
  }

  private MailSql() {}
}
