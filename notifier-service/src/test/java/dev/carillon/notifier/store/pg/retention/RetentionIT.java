package dev.carillon.notifier.store.pg.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.Mail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.notifier.domain.accept.AcceptStore;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.retention.Retention;
import dev.carillon.notifier.store.pg.QueueTables;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What leaves when, on a real PostgreSQL. */
class RetentionIT extends QueueTables {
  private final Retention retention =
      new Retention(stores.retention(), Duration.ofDays(30), Duration.ofDays(396));

  @Test
  void aSettledMailLosesItsContentAfterThirtyDaysAndIsForgottenAfterThirteenMonths()
      throws Exception {
    UUID id = settled(AttemptOutcome.Kind.DEAD);
    forgetAfter("29 days");
    assertThat(get(id).subject()).isEqualTo("S");
    forgetAfter("31 days");
    Mail known = get(id);
    assertThat(known.to()).isNull();
    assertThat(known.subject()).isNull();
    assertThat(known.reply()).isNull();
    assertThat(known.state()).isEqualTo(MailState.DEAD);
    assertThat(known.settledAt()).isNotNull();
    assertThat(stores.controls().retry(id, ADA).await()).isFalse();
    assertThat(stores.mails().ledger().await().states()).containsEntry("dead", 1L);
    forgetAfter("397 days");
    assertThat(query("select count(*) from mail_history")).isEqualTo("0");
    assertThat(query("select count(*) from attempt")).isEqualTo("0");
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whatIsNotSettledIsKeptBeyondBothTimesAndSent() throws Exception {
    MailSchedule far =
        new MailSchedule(
            Clocks.system().now().plus(Duration.ofDays(500)),
            null,
            false,
            null,
            Priority.NORMAL,
            null,
            null);
    NewMail scheduled = mail(far);
    stores.inserts().enqueue(List.of(scheduled)).await();
    forgetAfter("40 days");
    forgetAfter("450 days");
    assertThat(get(scheduled.id()).subject()).isEqualTo("S");
    assertThat(query("select count(*) from mail_carried")).isEqualTo("1");
    later("501 days");
    assertThat(promote()).isEqualTo(1);
    settle(claim(1001), scheduled.id(), AttemptOutcome.Kind.SENT);
    forgetAfter("530 days");
    assertThat(get(scheduled.id()).subject()).isEqualTo("S"); // settled 29 days ago
    forgetAfter("532 days");
    assertThat(get(scheduled.id()).subject()).isNull();
    assertThat(query("select count(*) from mail_carried")).isEqualTo("0");
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void theTableOfAWeekIsDroppedWhenItIsOverAndEmpty() throws Exception {
    stores.retention().makeWeeks().await(); // another test may have dropped that of today
    settled(AttemptOutcome.Kind.SENT);
    String week = query("select tableoid::regclass from mail");
    assertThat(week).matches("(notifier\\.)?mail_\\d{8}");
    forgetAfter("40 days");
    assertThat(query("select to_regclass('" + week + "') is null")).isEqualTo("t");
  }

  @Test
  void ticksAndEventsAreForgottenWithTheRecords() throws Exception {
    stores.accepts().acceptOnce(List.of(new AcceptStore.Effect(userEvent(), null))).await();
    asOwner(
        "insert into broadcast_tick values ('news', now(), now());"
            + " insert into outbox (id, subject, type, at, payload, parked_at)"
            + " values (gen_random_uuid(), 's', 't', now(), '{}', now()),"
            + " (gen_random_uuid(), 's', 't', now(), '{}', null)");
    forgetAfter("395 days");
    assertThat(events()).isEqualTo("1 1 2");
    forgetAfter("397 days");
    assertThat(events()).as("what waits is not parked").isEqualTo("0 0 1");
  }

  private static String events() throws Exception {
    return query(
        "select (select count(*) from broadcast_tick) || ' ' || (select count(*) from inbox_event)"
            + " || ' ' || (select count(*) from outbox)");
  }

  private Mail get(UUID id) {
    return stores.mails().get(id).await();
  }

  /** All steps that there are to do so long after now. */
  private void forgetAfter(String interval) {
    later(interval);
    while (retention.step().await()) {
      // the next one
    }
  }
}
