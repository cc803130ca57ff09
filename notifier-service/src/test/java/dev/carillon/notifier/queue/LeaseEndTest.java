package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.DirectLease.Room;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.MailEvents;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a worker begins no more mail, and what it takes from others. */
class LeaseEndTest {
  private final FaultyStore store = new FaultyStore();
  private final Outbox mailer = new Outbox();
  private final OpenSession session = new OpenSession(7);
  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final LeaseKeeper leases =
      new LeaseKeeper(store, session, clock, MailEvents.NONE, CrashRules.DEFAULT);
  private final Intake intake =
      new Intake(
          store,
          leases,
          mailer,
          new OutcomePolicy(false, null, () -> 0.5),
          new QueueCapacity(64, 256, 1 << 26),
          timers,
          Runnable::run);
  private final Outgoing mail = TestMails.outgoing();
  private final Outgoing second = TestMails.outgoing();

  @Test
  void inTheLastThirdOfALeaseNothingIsBegun() {
    take(mail, second);
    clock.advance(Duration.ofMillis(6_600));
    assertThat(begin(mail)).isTrue();
    clock.advance(Duration.ofMillis(100));
    assertThat(begin(second)).isFalse();
  }

  /** A server may take its time until it wants the content. */
  @Test
  void whatWasBegunIsNotHandedOverAfterTheEndOfItsLease() {
    take(mail, second);
    assertThat(begin(mail)).isTrue();
    assertThat(begin(second)).isTrue();
    clock.advance(Duration.ofMillis(9_900));
    assertThat(mailer.wireStates.get(mail.id()).enterContent()).isTrue();
    clock.advance(Duration.ofMillis(100));
    assertThat(mailer.wireStates.get(second.id()).enterContent()).isFalse();
  }

  /** Its session ended, or a heartbeat did not find the lease. */
  @Test
  void whatAnotherProcessMayHaveIsNotHandedOver() {
    take(mail, second);
    begin(mail);
    begin(second);
    session.id = null;
    assertThat(mailer.wireStates.get(mail.id()).enterContent()).isFalse();
    session.id = 7L;
    store.lost = true;
    leases.heartbeatOnce().await();
    assertThat(mailer.wireStates.get(second.id()).enterContent()).isFalse();
  }

  /** As long as an accept waited for its commit, so much is its lease shorter here. */
  @Test
  void theLifeOfADirectLeaseBeginsBeforeItIsStored() {
    intake.claimOnce().await();
    Room room = intake.reserve(1).result();
    clock.advance(Duration.ofSeconds(7));
    intake.take(room, List.of(new Batch(1, 7, 1, 1, List.of(mail))));
    assertThat(begin(mail)).isFalse();
  }

  @Test
  void aHeartbeatCountsFromTheMomentAtWhichItWasSent() {
    take(mail, second);
    clock.advance(Duration.ofSeconds(6));
    leases.heartbeatOnce().await(); // at least 7 s are left of it now
    clock.advance(Duration.ofMillis(3_600));
    assertThat(begin(mail)).isTrue();
    clock.advance(Duration.ofMillis(100));
    assertThat(begin(second)).isFalse();
  }

  @Test
  void whatWasNotBegunGivesItsPermitBackAndIsTakenAgain() {
    take(mail, second);
    begin(mail);
    store.broken = true;
    clock.advance(Duration.ofSeconds(7));
    intake.tick();
    intake.claimOnce().await();
    assertThat(store.stored).isEmpty();
    assertThat(mailer.wireStates.get(second.id()).isCalledBack()).isTrue();
    store.broken = false;
    timers.advance(Duration.ofSeconds(1));
    assertThat(store.stored).containsOnly(Map.entry(second.id(), AttemptOutcome.Kind.POSTPONED));
    intake.claimOnce().await();
    assertThat(intake.reserve(64).result()).isNull(); // one is under way
    assertThat(intake.reserve(63).result()).isNotNull();
    mailer.end(mail, Delivery.Result.SENT); // what was begun ends
    assertThat(store.stored).containsEntry(mail.id(), AttemptOutcome.Kind.SENT);
  }

  @Test
  void whileOutcomesCannotBeStoredNothingIsBegunNorTaken() {
    Outgoing third = TestMails.outgoing();
    take(mail, second, third);
    store.broken = true;
    store.absence = Failure.of(FailureCode.UNAVAILABLE, "away");
    mailer.end(mail, Delivery.Result.SENT);
    assertThat(begin(second)).isFalse();
    assertThat(intake.claimOnce().result()).isFalse();
    assertThat(intake.reserve(1).result()).isNull();
    store.broken = false;
    timers.advance(Duration.ofMillis(500));
    assertThat(begin(third)).isTrue();
    intake.claimOnce().await();
    assertThat(intake.reserve(1).result()).isNotNull();
  }

  @Test
  void anOutcomeThatTheDatabaseRefusesKeepsNobodyFromBeginning() {
    take(mail, second);
    store.refused = mail.id();
    mailer.end(mail, Delivery.Result.SENT);
    timers.advance(Duration.ofMinutes(5));
    assertThat(begin(second)).isTrue();
  }

  @Test
  void aCommitThatTakesLongerThanAThirdOfALeaseIsTakenForLost() {
    take(mail, second);
    store.isSlow = true;
    mailer.end(mail, Delivery.Result.SENT);
    clock.advance(Duration.ofSeconds(3));
    leases.heartbeatOnce().await();
    assertThat(intake.reserve(1).result()).isNotNull();
    clock.advance(Duration.ofSeconds(1));
    assertThat(begin(second)).isFalse();
    assertThat(intake.reserve(1).result()).isNull();
  }

  /** Peers may take what it has as soon as its lock is free. */
  @Test
  void withoutItsSessionNothingIsBegunUntilItsLeasesBelongToAnother() {
    Outgoing third = TestMails.outgoing();
    take(mail, second, third);
    session.id = null;
    assertThat(begin(mail)).isFalse();
    session.id = 8L;
    assertThat(begin(second)).isFalse();
    leases.heartbeatOnce().await();
    assertThat(begin(third)).isTrue();
  }

  @Test
  void whatHasExpiredIsRescuedAfterTwoLivesOfLookingAtIt() {
    store.expired = Set.of(5L);
    look(19);
    assertThat(store.overdue).isEmpty();
    look(2);
    assertThat(store.overdue).containsExactly(5L);
    store.expired = Set.of(); // it was renewed: the database's clock had been moved
    look(1);
    store.expired = Set.of(5L);
    look(20);
    assertThat(store.overdue).isEmpty();
  }

  /** Nothing of it can be begun any more, should the answer come. */
  @Test
  void aClaimWhoseAnswerWasLostIsGivenBackByWhoSentIt() {
    store.unheard = Set.of(5L);
    look(6);
    assertThat(store.overdue).isEmpty();
    look(2);
    assertThat(store.overdue).containsExactly(5L);
    store.unheard = Set.of(6L); // that of a claim that is under way
    look(1);
    store.unheard = Set.of();
    look(1);
    store.unheard = Set.of(6L);
    look(6);
    assertThat(store.overdue).isEmpty();
  }

  /** The living lose their sessions too, and take their leases over to new ones. */
  @Test
  void whoHasNoSessionIsDeadAfterSomeLooks() {
    store.ended = Set.of(5L);
    look(2);
    assertThat(store.gone).isEmpty();
    look(1);
    assertThat(store.gone).containsExactly(5L);
    store.rescues = false; // the database changed over
    look(1);
    store.rescues = true;
    look(2);
    assertThat(store.gone).isEmpty();
  }

  /** Nobody could renew anything while the database was away. */
  @Test
  void whoeverCouldNotLookBeginsAnew() {
    store.expired = Set.of(5L);
    look(15);
    store.rescues = false;
    look(10);
    store.rescues = true;
    look(20);
    assertThat(store.overdue).isEmpty();
    look(1);
    assertThat(store.overdue).containsExactly(5L);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      leases.upkeepOnce().otherwise(false).await();
      clock.advance(Duration.ofSeconds(1));
    }
  }

  private boolean begin(Outgoing one) {
    return mailer.wireStates.get(one.id()).enterWire();
  }

  private void take(Outgoing... mails) {
    intake.claimOnce().await();
    Room room = intake.reserve(mails.length).result();
    intake.take(room, List.of(new Batch(1, room.worker(), 1, 1, List.of(mails))));
    intake.claimOnce().await();
  }
}
