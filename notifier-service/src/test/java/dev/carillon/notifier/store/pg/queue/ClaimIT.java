package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.embedded.testkit.Database;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.mail.MailSchedule;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What a claim takes, and what comes to be claimed when its time has come. On a real PostgreSQL.
 */
class ClaimIT extends QueueTables {
  @Test
  void whatIsMoreUrgentIsTakenFirst() {
    List<UUID> accepted = new ArrayList<>();
    for (Priority priority : List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH)) {
      NewMail mail = mail(terms(null, priority));
      stores.inserts().enqueue(List.of(mail)).await();
      accepted.add(mail.id());
    }
    List<UUID> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(stores.queue().claim(1001, 1, 32).await().get(0).mails().get(0).id());
    }
    Collections.reverse(taken);
    assertThat(taken).isEqualTo(accepted);
  }

  @Test
  void aRetryComesBackWhenItsTimeHasCome() {
    UUID id = accept();
    Batch batch = claim(1001);
    settle(batch, settlement(id, AttemptOutcome.Kind.RETRY, Duration.ofSeconds(30), "451 later"));
    assertThat(state(id)).isEqualTo(MailState.RETRYING);
    assertThat(promote()).isZero();
    later("31 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).attempt()).isEqualTo(2);
    assertThat(stores.mails().get(id).await().attempts().get(0).reply()).isEqualTo("451 later");
  }

  @Test
  void whatWaitsExpiresWhenItsTimeHasCome() {
    Instant soon = Clocks.system().now().plusSeconds(60);
    MailSchedule terms =
        new MailSchedule(null, Duration.ofHours(1), false, soon, Priority.NORMAL, null, null);
    stores.inserts().enqueue(List.of(mail(terms))).await();
    later("61 s");
    assertThat(promote()).isEqualTo(1);
    assertThat(claim(1001).mails().get(0).decision()).isEqualTo(SendDecision.EXPIRED);
  }

  /** A plan that is made while the tables are empty is kept when they are full. */
  @Test
  void aClaimLooksUpItsMailsOneByOneWheneverItWasPlanned() {
    try (Database database = database()) {
      database.change("set search_path = notifier");
      PgQueueStore.CONNECTION_SETTINGS.forEach(
          (name, value) -> database.change("set " + name + " = " + value));
      database.change("prepare claim as " + QueueSql.CLAIM);
      List<String> plan = database.texts("explain execute claim(null, null, null)");
      int looks = 0;
      for (int i = 0; i < plan.size(); i++) {
        if (plan.get(i).contains(" on mail_")) {
          assertThat(plan.get(i + 1)).contains("Index Cond: (id = ");
          looks++;
        }
      }
      assertThat(looks).isPositive();
    }
  }
}
