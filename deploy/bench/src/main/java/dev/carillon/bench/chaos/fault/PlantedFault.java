package dev.carillon.bench.chaos.fault;

import dev.carillon.bench.chaos.verdict.Broken;
import java.util.List;
import java.util.Locale;

/**
 * A fault that is planted into the database of a run, from outside, so that the verdict can show
 * that it finds it. Most are triggers that do to some rows what a broken statement would.
 */
public enum PlantedFault {
  /** Leases are taken from the living, and the attempt is noted as the product's rescue does. */
  EARLY_RESCUE(Broken.UNEXCUSED_COPY, Steal.ALL, ""),
  /** Leases that have expired on PostgreSQL's clock are taken, whoever lives. */
  CLOCK_TRUSTED(Broken.UNEXCUSED_COPY, Steal.EXPIRED, "clock"),
  /** PostgreSQL confirms what the server that takes the lead later does not have. */
  FAILOVER_LOSES(Broken.UNSETTLED, "", "failover"),
  /** A mail that is to be tried again is given up instead. */
  WRONGLY_DEAD(
      Broken.WRONGLY_DEAD,
      "before insert on notifier.deferred",
      "new.reason = 'r'",
      """
      insert into notifier.outcome (mail_id, state, attempt, at, reply)
        values (new.mail_id, 'd', new.attempt, clock_timestamp(), 'planted') on conflict do nothing;
      return null;"""),
  /** Some results vanish: the mail is nowhere any more. */
  OUTCOME_LOST(
      Broken.UNSETTLED,
      "before insert on notifier.outcome",
      "hashtext(new.mail_id::text) % 20 = 0",
      "return null;"),
  /** Some of what waits for another attempt vanishes. */
  RETRY_LOST(
      Broken.LOST,
      "before insert on notifier.deferred",
      "hashtext(new.mail_id::text) % 3 = 0",
      "return null;"),
  /** A failure is put down as sent. */
  FAILURE_IS_SENT(
      Broken.LOST,
      "before insert on notifier.deferred",
      "new.reason = 'r'",
      """
      insert into notifier.outcome (mail_id, state, attempt, at)
        values (new.mail_id, 's', new.attempt, clock_timestamp()) on conflict do nothing;
      return null;"""),
  /** What goes into the queue goes in twice. */
  READY_DOUBLED(
      Broken.UNEXCUSED_COPY,
      "after insert on notifier.ready",
      "pg_trigger_depth() = 1",
      """
      insert into notifier.ready overriding system value
      select (jsonb_populate_record(new, jsonb_build_object(
        'seq', nextval(pg_get_serial_sequence('notifier.ready', 'seq'))))).*;
      return null;"""),
  /** What was sent is sent once more a second later. */
  SENT_AGAIN(
      Broken.UNEXCUSED_COPY,
      "after insert on notifier.outcome",
      "new.state = 's' and new.attempt = 1 and hashtext(new.mail_id::text) % 10 = 0",
      """
      delete from notifier.outcome where mail_id = new.mail_id;
      insert into notifier.deferred (mail_id, run_at, attempt, reason)
        values (new.mail_id, clock_timestamp() + interval '1 s', 2, 's') on conflict do nothing;
      return null;"""),
  /** Some subjects and bodies change on the way. */
  BODY_ALTERED(
      Broken.OTHER_CONTENT,
      "before insert on notifier.mail",
      "hashtext(new.id::text) % 20 = 0",
      "new.body := replace(new.body, 'dot', 'dog'); return new;"),
  /** Some mail goes to somebody else. */
  RECIPIENT_SWAPPED(
      Broken.UNEXPECTED,
      "before insert on notifier.mail",
      "hashtext(new.id::text) % 20 = 0",
      "new.recipient := 'oksomebody@chaos.test'; return new;"),
  /** What waits for its time waits longer. */
  DUE_TOO_LATE(
      Broken.LATE,
      "before insert on notifier.deferred",
      "new.reason = 's'",
      "new.run_at := new.run_at + interval '9 s'; return new;"),
  /** What waits for its time goes before it. */
  DUE_TOO_EARLY(
      Broken.EARLY,
      "before insert on notifier.deferred",
      "new.reason = 's'",
      "new.run_at := new.run_at - interval '700 ms'; return new;"),
  /** A key that must be used once is forgotten at once. */
  DEDUP_FORGOTTEN(
      Broken.ACCEPTED_TWICE,
      "after insert on notifier.dedup",
      "true",
      "delete from notifier.dedup where key = new.key; return null;"),
  /** The answer of an Idempotency-Key is forgotten at once. */
  ANSWER_FORGOTTEN(
      Broken.ACCEPTED_TWICE,
      "after insert or update on notifier.idempotency",
      "true",
      "delete from notifier.idempotency; return null;"),
  /** A mail that was called back goes all the same. */
  CANCEL_FORGOTTEN(
      Broken.SENT_ALL_THE_SAME,
      "after insert on notifier.outcome",
      "new.state = 'c'",
      """
      delete from notifier.outcome where mail_id = new.mail_id;
      insert into notifier.deferred (mail_id, run_at, reason)
        values (new.mail_id, clock_timestamp(), 's') on conflict do nothing;
      return null;"""),
  /** What another took the place of goes all the same. */
  MERGED_IS_SENT(
      Broken.SENT_ALL_THE_SAME,
      "after insert on notifier.outcome",
      "new.state = 'm'",
      """
      delete from notifier.outcome where mail_id = new.mail_id;
      insert into notifier.deferred (mail_id, run_at, reason)
        values (new.mail_id, clock_timestamp(), 's') on conflict do nothing;
      return null;"""),
  /** Who was refused for good counts as sent. */
  REFUSED_IS_SENT(
      Broken.NOT_DEAD,
      "before insert on notifier.outcome",
      "new.state = 'd'",
      "new.state := 's'; return new;"),
  /** Some ticks are not fired. */
  TICK_LOST(
      Broken.TICK,
      "before insert on notifier.broadcast_tick",
      "extract(second from new.fire_at)::int % 5 = 0",
      "return null;");

  private final Broken foundAs;
  private final String event;
  private final String condition;
  private final String body;
  private final String repeating;
  private final String trouble;

  PlantedFault(Broken foundAs, String event, String condition, String body) {
    this.foundAs = foundAs;
    this.event = event;
    this.condition = condition;
    this.body = body;
    this.repeating = "";
    this.trouble = "";
  }

  PlantedFault(Broken foundAs, String repeating, String trouble) {
    this.foundAs = foundAs;
    this.event = "";
    this.condition = "";
    this.body = "";
    this.repeating = repeating;
    this.trouble = trouble;
  }

  /** Takes leases, and notes the attempts as the product's rescue does. */
  private static final class Steal {
    static final String ALL = from("");
    static final String EXPIRED = from("where until < clock_timestamp()");

    private static String from(String which) {
      return """
      with stolen as (
        delete from notifier.lease where lease_id in (
          select lease_id from notifier.lease %s for update skip locked)
        returning lane, attempt, mail_ids
      ), noted as (
        insert into notifier.attempt (mail_id, n, at, outcome, reply)
        select id, attempt, clock_timestamp(), 'unknown', 'the sender stopped before it knew'
        from stolen, unnest(mail_ids) id on conflict do nothing
      )
      insert into notifier.deferred (mail_id, run_at, lane, attempt, reason)
      select id, clock_timestamp(), lane, attempt + 1, 's' from stolen, unnest(mail_ids) id
      on conflict do nothing"""
          .formatted(which);
    }
  }

  /** As the command line names it. */
  public String spelling() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it is found as. */
  public Broken foundAs() {
    return foundAs;
  }

  /** What plants it, once the schema is there. */
  public List<String> planting() {
    if (event.isEmpty()) {
      return List.of();
    }
    String name = "notifier.planted_" + name().toLowerCase(Locale.ROOT);
    String otherwise = event.startsWith("before") ? "return new;" : "return null;";
    return List.of(
        "create function %s() returns trigger language plpgsql security definer as $$ begin if %s then %s end if; %s end $$"
            .formatted(name, condition, body, otherwise),
        "create trigger planted_%s %s for each row execute function %s()"
            .formatted(name().toLowerCase(Locale.ROOT), event, name));
  }

  /** What it does again and again; nothing if it is only planted. */
  public List<String> repeating() {
    return repeating.isEmpty() ? List.of() : List.of(repeating);
  }

  /** The troubles in which faults show; most need none. */
  public static List<String> troubles(List<PlantedFault> faults) {
    return faults.stream()
        .map(fault -> fault.trouble)
        .filter(trouble -> !trouble.isEmpty())
        .distinct()
        .toList();
  }
}
