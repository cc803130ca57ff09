package dev.carillon.notifier.store.pg.notification;

/**
 * The statements of notifications. When one is escalated stands as its mail was told: on the clock
 * of schedules.
 */
final class NotificationSql {
  private static final String COLUMNS =
      """
      id, user_id, title, body, data, created_at, seen_at, acked_at, mail_id, escalate_at,
      unless::text as unless, escalation::text as escalation
      """;

  /** $1 id, $2 user, $3 title, $4 body, $5 data, $6 sender, $7 mail, $8 when it goes, $9 unless. */
  static final String INSERT =
      """
      insert into notification (id, user_id, title, body, data, created_at, sender, mail_id,
        escalate_at, unless, escalation)
      select $1, $2, $3, $4, $5, clock_now(), $6, $7, $8, $9::text::"char",
             case when $7::uuid is not null then 'w'::"char" end
      returning
      """
          + COLUMNS;

  /** $1 user: how many mails wait. */
  static final String WAITING =
      "select count(*)::int as n from notification where user_id = $1 and escalation = 'w'";

  /** $1 user, $2 how many stay: the oldest beyond them go, but for those whose mail waits. */
  static final String TRIM =
      """
      delete from notification where id in (
        select id from notification
        where escalation is distinct from 'w' and id in (
          select id from notification where user_id = $1 order by id desc offset $2 limit 100)
        order by id for update skip locked)
      """;

  /** $1 user, $2 id. */
  static final String LOCK =
      "select " + COLUMNS + " from notification where user_id = $1 and id = $2 for update";

  /** $1 user, $2 the last id, $3 rows. */
  static final String LOCK_UNSEEN =
      "select "
          + COLUMNS
          + " from notification where user_id = $1 and id <= $2 and seen_at is null"
          + " order by id limit $3 for update";

  /** Arrays: $1 ids, $2 what was decided, null where nothing was; $3 whether they are acked too. */
  static final String MARK =
      """
      update notification n
      set seen_at = coalesce(n.seen_at, clock_now()),
          acked_at = case when $3 then coalesce(n.acked_at, clock_now()) else n.acked_at end,
          escalation = coalesce(g.state::"char", n.escalation)
      from unnest($1::uuid[], $2::text[]) g(id, state) where n.id = g.id
      """;

  /** $1 id. */
  static final String DELETE = "delete from notification where id = $1";

  /** $1 mail: its last state, null while it has none or where nothing is known of it. */
  static final String FATE =
      """
      select coalesce((select state from outcome where mail_id = $1),
                      (select state from mail_record where id = $1))::text as state
      """;

  /** $1 user, $2 before which id, $3 rows, $4 only unread ones, $5 only unacked ones. */
  static final String LIST =
      "select "
          + COLUMNS
          + """
          from notification
          where user_id = $1 and id < $2 and (not $4 or seen_at is null)
            and (not $5 or acked_at is null)
          order by id desc limit $3
          """;

  /** $1 user. */
  static final String COUNT =
      """
      select (select count(*)::int from notification where user_id = $1 and seen_at is null)
               as unread,
             (select count(*)::int from notification where user_id = $1 and acked_at is null)
               as unacked
      """;

  /** $1 and $2 the place behind which it begins, $3 rows. */
  static final String DUE =
      """
      select n.id, n.user_id, n.mail_id, n.escalate_at, coalesce(o.state, r.state)::text as state
      from (
          select id, user_id, mail_id, escalate_at from notification
          where escalation = 'w' and escalate_at <= (select schedule_now())
            and (escalate_at, id) > ($1, $2)
          order by escalate_at, id limit $3) n
        left join outcome o on o.mail_id = n.mail_id
        left join mail_record r on r.id = n.mail_id
      order by n.escalate_at, n.id
      """;

  /** Arrays: $1 ids, $2 what was decided. Gives those that this is the first to decide. */
  static final String DECIDE =
      """
      with mine as materialized (
        select id from notification where id = any($1::uuid[]) and escalation = 'w'
        order by id for update skip locked
      )
      update notification n set escalation = g.state::"char"
      from unnest($1::uuid[], $2::text[]) g(id, state), mine
      where n.id = g.id and mine.id = g.id
      returning n.id
      """;

  /** $1 how long they are kept, in seconds, $2 rows. */
  static final String FORGET =
      """
      delete from notification where id in (
        select id from notification
        where id < uuid_from(clock_now() - $1 * interval '1 s')
          and escalation is distinct from 'w'
        order by id limit $2 for update skip locked)
      """;

  private NotificationSql() {}
}
