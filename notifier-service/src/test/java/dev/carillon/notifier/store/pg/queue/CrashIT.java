package dev.carillon.notifier.store.pg.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.contract.mail.MailAttempt;
import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Tries;
import dev.carillon.notifier.domain.mail.NewMail;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.notifier.store.pg.QueueTables;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of mail whose worker has died. On a real PostgreSQL. */
class CrashIT extends QueueTables {
  private static final Set<Long> ANOTHER = Set.of(1002L);

  @Test
  void whatWasNotBegunGoesBackAsItWas() {
    stores.inserts().enqueue(List.of(mail(), mail(), mail(), mail())).await();
    Batch batch = stores.queue().claim(1001, room(4, 1)).await().get(0);
    assertThat(batch.begun()).hasSize(1);
    UUID withTheClaim = batch.mails().get(0).id();
    UUID afterwards = batch.mails().get(2).id();
    assertThat(batch.isBegun(withTheClaim)).isTrue();
    assertThat(
            stores
                .queue()
                .begin(Map.of(batch.leaseId(), List.of(afterwards), 0L, List.of()))
                .await())
        .containsExactly(batch.leaseId());
    assertThat(rescue(ANOTHER, Set.of())).isEqualTo(4);
    for (Outgoing mail : batch.mails()) {
      boolean begun = mail.id().equals(withTheClaim) || mail.id().equals(afterwards);
      assertThat(attempts(mail.id())).hasSize(begun ? 1 : 0);
    }
    List<Batch> again = stores.queue().claim(1002, room(4)).await();
    assertThat(again).extracting(Batch::attempt).containsExactlyInAnyOrder(1, 2);
    assertThat(again).extracting(b -> b.mails().size()).containsExactly(2, 2);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void onlyWhatWasBegunWaitsForADecision() {
    stores.inserts().enqueue(List.of(mail(), mail())).await();
    Batch batch = stores.queue().claim(1001, room(4, 1)).await().get(0);
    List<MailChange> changes =
        stores
            .queue()
            .rescue(ANOTHER, Set.of(), Set.of(1001L), Set.of(), new CrashRules(true, 3, 5))
            .await()
            .changes();
    assertThat(changes)
        .containsExactlyInAnyOrder(
            new MailChange(batch.mails().get(0).id(), MailState.UNKNOWN),
            new MailChange(batch.mails().get(1).id(), MailState.READY));
  }

  @Test
  void aLeaseThatIsTakenWithTheAcceptIsBegunAltogether() {
    NewMail mail = mail();
    Batch batch = stores.inserts().lease(List.of(mail), 1001L).await().leased().get(0);
    assertThat(batch.isBegun(mail.id())).isTrue();
    assertThat(rescue(ANOTHER, Set.of())).isEqualTo(1);
    assertThat(attempts(mail.id())).hasSize(1);
  }

  /** The lease is a leftover of somebody else by then. */
  @Test
  void nothingBeginsUnderALeaseThatIsGone() {
    UUID id = accept();
    Batch batch = claim(1001);
    rescue(ANOTHER, Set.of());
    assertThat(stores.queue().begin(Map.of(batch.leaseId(), List.of(id))).await()).isEmpty();
  }

  @Test
  void mailThatThreeWorkersHaveDiedWithIsSentAloneAndAfterFiveItIsGivenUp() {
    UUID poison = accept();
    UUID other = accept();
    for (int crash = 1; crash <= 3; crash++) {
      crash();
    }
    accept();
    List<Batch> leases = stores.queue().claim(1001, room(8)).await();
    assertThat(leases).extracting(b -> b.mails().size()).containsExactly(1, 1, 1);
    for (Batch lease : leases) {
      boolean suspect = lease.attempt() == 4;
      assertThat(lease.begun()).hasSize(suspect ? 0 : 1); // begins when no other is under way
      assertThat(lease.mails().get(0).tries().rescues()).isEqualTo(suspect ? 3 : 0);
      if (lease.isBegun(other) || lease.mails().get(0).id().equals(other)) {
        settle(lease, other, AttemptOutcome.Kind.SENT);
      } else if (suspect) {
        begin(lease);
      }
    }
    rescue(ANOTHER, Set.of());
    assertThat(state(poison)).isEqualTo(MailState.READY);
    stores.queue().claim(1001, room(8)).await().stream()
        .filter(lease -> lease.attempt() == 5)
        .forEach(this::begin);
    rescue(ANOTHER, Set.of());
    String why = "given up: 5 processes stopped while they were sending it";
    assertThat(state(poison)).isEqualTo(MailState.DEAD);
    assertThat(stores.mails().get(poison).await().reply()).isEqualTo(why);
    assertThat(attempts(poison))
        .extracting(MailAttempt::number, MailAttempt::outcome)
        .containsExactly(
            tuple(1, "unknown"),
            tuple(2, "unknown"),
            tuple(3, "unknown"),
            tuple(4, "unknown"),
            tuple(5, "refused"));
    assertThat(state(other)).isEqualTo(MailState.SENT);
    assertThat(stores.mails().ledger().await().balanced()).isTrue();
  }

  @Test
  void aRetryByHandBeginsAnew() throws SQLException {
    UUID poison = accept();
    for (int crash = 1; crash <= 5; crash++) {
      crash();
    }
    assertThat(state(poison)).isEqualTo(MailState.DEAD);
    stores.controls().retry(poison, ADA).await();
    assertThat(claim(1001).mails().get(0).tries()).isEqualTo(Tries.NONE);
    rescue(ANOTHER, Set.of());
    assertThat(state(poison)).isEqualTo(MailState.READY);
    assertThat(query("select alone from ready")).isEqualTo("f");
  }

  @Test
  void attemptsThatEndedAreNoCrashes() throws SQLException {
    UUID id = accept();
    for (AttemptOutcome.Kind kind :
        List.of(
            AttemptOutcome.Kind.RETRY,
            AttemptOutcome.Kind.RESEND,
            AttemptOutcome.Kind.RESEND,
            AttemptOutcome.Kind.AWAY,
            AttemptOutcome.Kind.DECLINED)) {
      settle(claim(1001), settlement(id, kind, Duration.ZERO, kind.lower()));
      promote();
    }
    crash();
    assertThat(state(id)).isEqualTo(MailState.READY);
    assertThat(query("select alone from ready")).isEqualTo("f");
    assertThat(claim(1001).mails().get(0).tries().rescues()).isEqualTo(1);
  }

  /** A time server, a migration of the machine, an operator. */
  @Test
  void aStepOfTheDatabasesClockTakesNothingFromTheLiving() {
    accept();
    WorkerSession session = stores.workerSession();
    Batch batch = claim(session.worker().await());
    later("1 h");
    assertThat(rescue(ANOTHER, Set.of())).isZero();
    assertThat(
            stores
                .queue()
                .rescue(ANOTHER, Set.of(), Set.of(), Set.of(), CrashRules.DEFAULT)
                .await()
                .expired())
        .containsExactly(batch.leaseId());
    stores.queue().heartbeat(Set.of(batch.leaseId()), batch.worker()).await();
    assertThat(rescue(ANOTHER, Set.of(), Set.of(batch.leaseId()))).isZero(); // it is renewed
    later("2 h");
    assertThat(rescue(ANOTHER, Set.of(), Set.of(batch.leaseId()))).isEqualTo(1);
    session.close().await();
  }

  private void crash() {
    for (Batch batch : stores.queue().claim(1001, room(8)).await()) {
      begin(batch);
    }
    rescue(ANOTHER, Set.of());
  }

  private void begin(Batch batch) {
    List<UUID> all = new ArrayList<>();
    batch.mails().forEach(mail -> all.add(mail.id()));
    assertThat(stores.queue().begin(Map.of(batch.leaseId(), all)).await()).hasSize(1);
  }

  private static List<MailAttempt> attempts(UUID id) {
    return stores.mails().get(id).await().attempts();
  }
}
