package dev.carillon.bench.mail.queue;

import dev.carillon.bench.mail.round.Meter;
import java.time.Duration;

/**
 * Mail of last week, sent long ago, in the product's tables and in the classic one: nobody starts
 * with empty tables but once. It is there before a round and after it; what a round stores is of
 * this week, and its ids (UUID version 7) are higher.
 */
public final class OldRows {
  private static final String THIS_WEEK = "date_trunc('week', now() at time zone 'UTC')";

  /** In SQL, below each id that a round makes, and above those of old rows. */
  static final String LOWEST_NEW_ID =
      "(select notifier.uuid_from(" + THIS_WEEK + " at time zone 'UTC'))";

  /** The tables that a round's mail lies in, as a list for SQL. */
  static final String NEW_MAIL_TABLES =
      """
      select string_agg(child.oid::regclass::text, ', ')
      from pg_inherits i join pg_class child on child.oid = i.inhrelid
      where i.inhparent = 'notifier.mail'::regclass
        and child.relname <> 'mail_' || to_char(%s - interval '7 days', 'YYYYMMDD')
      """
          .formatted(THIS_WEEK);

  /** ${rows} of them, spread over the week, of many people; short texts, to be made quickly. */
  private static final String MAKE =
      """
      set synchronous_commit = off;
      create temp table old as
      select i, at, (substr(notifier.uuid_from(at)::text, 1, 14) || '7' || lpad(to_hex(i % 4096), 3, '0')
             || '-8000-' || lpad(to_hex(i), 12, '0'))::uuid as id
      from generate_series(1, ${rows}) i, lateral (
        select (${week} - interval '7 days') at time zone 'UTC'
               + i * (interval '6 days 23 hours' / ${rows}) as at) at;
      insert into notifier.mail (id, recipient, subject, body, message_id, accepted_at, lane, critical)
      select id, 'person' || i % 100000 || '@example.org', 'Subject ' || i,
             '{"text":"' || repeat('some text ', 20) || '"}', '<' || id || '@example.org>', at, 1, false
      from old;
      insert into notifier.outcome (mail_id, state, attempt, at, reply, counted)
      select id, 's', 1, at + interval '1 s', '250 ok', true from old;
      insert into notifier.ledger_entry (state, n) values ('s', ${rows}), ('a', ${rows});
      insert into classic.job (id, state, run_at, attempts, locked_at, finished_at, payload)
      select id, 'done', at, 1, at, at + interval '1 s',
             jsonb_build_object('to', 'person' || i % 100000 || '@example.org', 'subject', 'Subject ' || i,
               'text', repeat('some text ', 20))
      from old;
      drop table old;
      reset synchronous_commit
      """;

  private OldRows() {}

  /** Makes so many on both sides; the classic table must be there. How long that took. */
  public static Duration make(Meter meter, int rows) {
    long began = System.nanoTime();
    if (rows > 0) {
      meter.change(MAKE.replace("${rows}", Integer.toString(rows)).replace("${week}", THIS_WEEK));
      meter.change("vacuum analyze");
      meter.change("checkpoint");
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
