package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.notifier.domain.accept.Accept;
import dev.carillon.notifier.domain.accept.MailAcceptance;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.MailTags;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is stored straight into the hands of a worker. On a real PostgreSQL. */
class DirectLeaseIT extends QueueTables {
  @Test
  void whatIsStoredForAWorkerIsInItsHandsAndNowhereElse() {
    NewMail now = mail();
    NewMail urgent = mail(terms(null, Priority.HIGH));
    NewMail slow = mail(terms(null, Priority.LOW));
    NewMail unwanted = mail("no@b.c", MailTags.NONE, MailSchedule.NOW);
    stores.suppressions().add(new Suppress("no@b.c", null, null), ADA, null).await();
    List<Batch> leased =
        stores.inserts().lease(List.of(slow, now, urgent, unwanted), 1001L).await().leased();
    assertThat(leased).extracting(Batch::lane).containsExactly(0, 1, 2);
    Map<UUID, SendDecision> taken = new HashMap<>();
    leased.forEach(b -> b.mails().forEach(m -> taken.put(m.id(), m.decision())));
    assertThat(taken)
        .containsOnly(
            Map.entry(now.id(), SendDecision.SEND),
            Map.entry(urgent.id(), SendDecision.SEND),
            Map.entry(slow.id(), SendDecision.SEND),
            Map.entry(unwanted.id(), SendDecision.SUPPRESSED));
    assertThat(stores.queue().claim(1001, room(4)).await()).isEmpty();
    assertThat(state(now.id())).isEqualTo(MailState.SENDING);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    List<LeaseOutcome> results = new ArrayList<>(); // of all batches in one statement
    for (Batch batch : leased) {
      for (Outgoing mail : batch.mails()) {
        results.add(
            new LeaseOutcome(
                batch, settlement(mail.id(), AttemptOutcome.Kind.SENT, Duration.ZERO, "said")));
      }
    }
    assertThat(stores.queue().settle(results).await()).hasSize(3);
    assertThat(stores.queue().settle(results).await()).isEmpty(); // nothing is left of it
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** Both ways to store a mail keep all of it. */
  @Test
  void whatIsStoredForAWorkerIsStoredAsEverythingElse() throws SQLException {
    Instant tomorrow = Clocks.system().now().plusSeconds(86_400);
    MailTags label = new MailTags("t", "news", true, "Europe/Paris", true);
    for (Long worker : Arrays.asList(1001L, null)) {
      MailSchedule terms = new MailSchedule(null, null, false, tomorrow, Priority.LOW, null, null);
      NewMail mail =
          new NewMail(
              ids.next(),
              "full@b.c",
              "Name",
              new UUID(1, 2),
              "Subject",
              Content.text("all of it"),
              "<m@test>",
              label,
              terms,
              null);
      if (worker == null) {
        stores.inserts().enqueue(List.of(mail)).await();
      } else {
        stores.inserts().lease(List.of(mail), worker).await();
      }
    }
    assertThat(
            query(
                "select count(*) from (select distinct recipient, recipient_name, user_id, subject,"
                    + " body, message_id, expires_at, lane, template, topic, critical, zone,"
                    + " hold_unknown from mail where recipient_name = 'Name' and lane = 2"
                    + " and zone = 'Europe/Paris' and hold_unknown and critical) x"))
        .isEqualTo("1");
    assertThat(query("select count(*) from mail")).isEqualTo("2");
  }

  @Test
  void whatIsStoredForAWorkerIsJudged() {
    stores.suppressions().add(new Suppress("a@b.c", "news", null), ADA, null).await();
    stores.suppressions().pause(new Pause("paused"), ADA, null).await();
    MailSchedule over =
        new MailSchedule(null, null, false, Instant.EPOCH, Priority.NORMAL, null, null);
    Map<MailTags, SendDecision> expected =
        Map.of(
            new MailTags(null, "news", false, null, false), SendDecision.SUPPRESSED,
            new MailTags(null, "news", true, null, false), SendDecision.SEND,
            new MailTags("paused", null, false, null, false), SendDecision.PAUSED);
    List<NewMail> mails = new ArrayList<>();
    expected.keySet().forEach(label -> mails.add(mail("a@b.c", label, MailSchedule.NOW)));
    mails.add(mail(over));
    Batch taken = stores.inserts().lease(mails, 1001L).await().leased().get(0);
    for (Outgoing mail : taken.mails()) {
      assertThat(mail.decision())
          .isEqualTo(
              mail.id().equals(mails.get(3).id())
                  ? SendDecision.EXPIRED
                  : expected.get(mail.tags()));
    }
  }

  @Test
  void whatIsNotToGoAtOnceIsNotStoredForAWorker() {
    NewMail later = mail(terms(Duration.ofHours(1), Priority.NORMAL));
    NewMail now = mail();
    assertThat(MailAcceptance.decide(now, null)).isInstanceOf(Accept.Direct.class);
    assertThat(MailAcceptance.decide(later, null)).isInstanceOf(Accept.Queued.class);
    stores.inserts().enqueue(List.of(now, later)).await();
    assertThat(state(later.id())).isEqualTo(MailState.SCHEDULED);
    assertThat(claim(1001).mails()).extracting(Outgoing::id).containsExactly(now.id());
  }

  @Test
  void whileEverythingIsPausedNothingIsStoredForAWorker() {
    stores.suppressions().pause(new Pause(null), ADA, null).await();
    assertThat(stores.inserts().lease(List.of(mail()), 1001L).await().leased()).isEmpty();
    assertThat(stores.mails().ledger().await().accepted()).isEqualTo(1);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    stores.suppressions().resume(new Pause(null), ADA).await();
    claim(1001);
  }
}
