package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.mail.MailAttempt;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Priority;
import dev.carillon.contract.suppressions.Pause;
import dev.carillon.notifier.domain.control.ChangeResult;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.store.pg.QueueTables;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What settling guarantees: the lease is the fence, and a mail is in one place at any time. On a
 * real PostgreSQL.
 */
class SettleIT extends QueueTables {
  @Test
  void onlyTheHolderOfTheLeaseSettles() {
    UUID id = accept();
    Batch batch = claim(1001);
    Batch forged = new Batch(batch.leaseId() + 1, 1001, 1, 1, batch.mails());
    assertThat(settle(forged, id, AttemptOutcome.Kind.SENT)).isFalse();
    assertThat(state(id)).isEqualTo(MailState.SENDING);
    assertThat(settle(batch, id, AttemptOutcome.Kind.SENT)).isTrue();
    assertThat(settle(batch, id, AttemptOutcome.Kind.DEAD)).isFalse(); // the lease is given back
    assertThat(state(id)).isEqualTo(MailState.SENT);
  }

  @Test
  void aZombieWhoseMailWasRescuedChangesNothing() {
    UUID id = accept();
    Batch zombie = claim(1001);
    later("60 s");
    assertThat(rescue(Set.of(1002L), Set.of())).isEqualTo(1);
    Batch rescuer = claim(1002);
    assertThat(rescuer.attempt()).isEqualTo(2);
    assertThat(settle(zombie, id, AttemptOutcome.Kind.DEAD)).isFalse();
    assertThat(settle(rescuer, id, AttemptOutcome.Kind.SENT)).isTrue();
    assertThat(state(id)).isEqualTo(MailState.SENT);
  }

  @Test
  void whatIsSettledLeavesTheLeaseSoThatAMailIsInOnePlaceOnly() {
    NewMail again = mail();
    NewMail slow = mail();
    stores.inserts().enqueue(List.of(again, slow)).await();
    Batch batch = claim(1001);
    AttemptOutcome retry = settlement(again.id(), AttemptOutcome.Kind.RETRY, Duration.ZERO, "451");
    for (int i = 0; i < 2; i++) { // the second time as after a lost answer
      assertThat(settle(batch, retry)).isTrue();
    }
    assertThat(promote()).isEqualTo(1);
    assertThat(settle(batch, retry)).isTrue();
    assertThat(promote()).isZero(); // it is not in the lease any more
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
    later("60 s");
    assertThat(rescue(Set.of(1002L), Set.of())).isEqualTo(1); // the slow one alone
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void whatHasAnOutcomeAlreadyKeepsItAndDoesNotKeepTheOthers() throws SQLException {
    List<NewMail> mails = List.of(mail(), mail(), mail());
    Batch batch = stores.inserts().lease(mails, 1001L).await().leased().get(0);
    asOwner(
        "insert into outcome (mail_id, state, attempt, at) values ('"
            + mails.get(1).id()
            + "', 'c', 1, clock_now())");
    List<LeaseOutcome> results =
        mails.stream()
            .map(m -> settlement(m.id(), AttemptOutcome.Kind.SENT, Duration.ZERO, "said"))
            .map(s -> new LeaseOutcome(batch, s))
            .toList();
    assertThat(stores.queue().settle(results).await()).containsExactly(batch.leaseId());
    assertThat(mails)
        .extracting(m -> state(m.id()))
        .containsExactly(MailState.SENT, MailState.CANCELLED, MailState.SENT);
    assertThat(query("select count(*) from lease")).isEqualTo("0");
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void resultsOfSeveralLeasesAndKindsAreStoredTogether() {
    List<LeaseOutcome> results = new ArrayList<>();
    List<NewMail> mails = List.of(mail(), mail(terms(null, Priority.HIGH)));
    List<Batch> leased = stores.inserts().lease(mails, 1001L).await().leased();
    for (Batch batch : leased) {
      AttemptOutcome.Kind kind =
          batch.lane() == 0 ? AttemptOutcome.Kind.SENT : AttemptOutcome.Kind.RETRY;
      results.add(
          new LeaseOutcome(
              batch, settlement(batch.mails().get(0).id(), kind, Duration.ofMinutes(1), "said")));
    }
    assertThat(stores.queue().settle(results).await()).hasSize(2);
    assertThat(mails)
        .extracting(m -> state(m.id()))
        .containsExactly(MailState.RETRYING, MailState.SENT);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  /** An outage lasts longer than many tries. */
  @Test
  void aTryThatWasPostponedIsNotedOnceForEachReply() {
    UUID id = accept();
    for (String reply : List.of("refused", "refused", "no answer", "refused")) {
      AttemptOutcome away = settlement(id, AttemptOutcome.Kind.AWAY, Duration.ZERO, reply);
      assertThat(settle(claim(1001), away)).isTrue();
      assertThat(promote()).isEqualTo(1);
    }
    assertThat(stores.mails().get(id).await().attempts())
        .extracting(MailAttempt::number, MailAttempt::outcome, MailAttempt::reply)
        .containsExactly(tuple(1, "postponed", "refused"), tuple(1, "postponed", "no answer"));
    assertThat(claim(1001).attempt()).isEqualTo(1);
  }

  /** The worker saw the pause; when it stores that, the pause has ended. */
  @Test
  void aMailIsNotHeldForAPauseThatHasEnded() {
    UUID id = accept();
    Batch batch = claim(1001);
    stores.suppressions().pause(new Pause("t"), ADA, null).await();
    stores.suppressions().resume(new Pause("t"), ADA).await();
    hold(batch, id);
    assertThat(promote()).isEqualTo(1);
    stores.suppressions().pause(new Pause("t"), ADA, null).await();
    hold(claim(1001), id);
    assertThat(state(id)).isEqualTo(MailState.HELD);
    assertThat(promote()).isZero();
    Instant inAnHour = Clocks.system().now().plusSeconds(3_600);
    assertThat(stores.controls().reschedule(id, inAnHour, ADA).await())
        .isEqualTo(ChangeResult.CHANGED);
    stores.suppressions().resume(new Pause("t"), ADA).await();
    assertThat(promote()).isZero(); // it has a time of its own now
  }

  private static void hold(Batch batch, UUID id) {
    AttemptOutcome held =
        new AttemptOutcome(
            id, AttemptOutcome.Kind.HELD, Duration.ofDays(3_650), Phase.CONNECT, "paused: t");
    assertThat(settle(batch, held)).isTrue();
  }
}
