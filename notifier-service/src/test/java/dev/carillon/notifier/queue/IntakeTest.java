package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.DirectLease.Room;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import dev.carillon.notifier.domain.mail.Content;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Intake and LeaseKeeper together; the simulation shows what they do when something goes wrong. */
class IntakeTest {
  private static final long WORKER = 7;

  private final FaultyStore store = new FaultyStore();
  private final Outbox mailer = new Outbox();
  private final OpenSession session = new OpenSession(WORKER);
  private final List<MailState> told = new ArrayList<>();
  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final LeaseKeeper leases =
      new LeaseKeeper(
          store,
          session,
          clock,
          changes -> changes.forEach(c -> told.add(c.state())),
          CrashRules.DEFAULT);
  private final Intake intake =
      new Intake(
          store,
          leases,
          mailer,
          new OutcomePolicy(false, null, () -> 0.5),
          new QueueCapacity(64, 256, 1 << 20),
          timers,
          Runnable::run);
  private final Outgoing mail = TestMails.outgoing();

  @Test
  void mailIsReservedOnlyWhileTheQueueIsKnownToBeEmptyAndThereIsRoom() {
    assertThat(intake.reserve(1).result()).isNull(); // nobody has looked
    intake.claimOnce().await();
    assertThat(intake.reserve(65).result()).isNull();
    Room all = intake.reserve(64).result();
    assertThat(all.worker()).isEqualTo(WORKER);
    assertThat(intake.reserve(1).result()).isNull(); // all is reserved
    intake.take(all, List.of()); // it went into the queue
    assertThat(intake.reserve(1).result()).isNull();
  }

  @Test
  void whatIsTakenIsSentSettledAndGivenBack() {
    takeDirectly();
    mailer.end(mail, Delivery.Result.SENT);
    assertThat(told).containsExactly(MailState.SENDING, MailState.SENT);
    assertThat(leases.callBack(mail.id()).result()).isEqualTo(nobodyHolds());
    assertThat(intake.drain().isComplete()).isTrue();
  }

  @Test
  void mailsOfManyBytesLeaveNoRoomUntilTheirBatchHasEnded() {
    intake.claimOnce().await();
    Outgoing large = TestMails.outgoing("a@b.c", Content.text("x".repeat(1 << 20)));
    Room room = intake.reserve(1).result();
    intake.take(room, List.of(new Batch(1, WORKER, 1, 1, List.of(large, mail))));
    intake.claimOnce().await();
    assertThat(intake.reserve(1).result()).isNull();
    mailer.end(large, Delivery.Result.SENT);
    assertThat(intake.reserve(1).result()).isNull(); // it is in memory with the others of its batch
    mailer.end(mail, Delivery.Result.SENT);
    intake.claimOnce().await();
    assertThat(intake.reserve(1).result()).isNotNull();
  }

  @Test
  void aDrainEndsWithTheLastMailAndNothingIsReservedMeanwhile() {
    takeDirectly();
    Future<Void> drained = intake.drain();
    assertThat(drained.isComplete()).isFalse();
    assertThat(intake.reserve(1).result()).isNull();
    mailer.end(mail, Delivery.Result.SENT);
    assertThat(drained.succeeded()).isTrue();
  }

  @Test
  void whatWasLeasedUnderASessionThatHasEndedIsLeftToBeRescued() {
    intake.claimOnce().await();
    Room room = intake.reserve(1).result();
    session.id = null;
    intake.take(room, List.of(new Batch(1, WORKER, 1, 1, List.of(mail))));
    assertThat(told).isEmpty();
    assertThat(leases.callBack(mail.id()).result()).isEqualTo(nobodyHolds());
  }

  @Test
  void aLeaseThatAHeartbeatDoesNotFindIsAbandoned() {
    takeDirectly();
    leases.heartbeatOnce().await();
    assertThat(mailer.wireStates.get(mail.id()).enterWire()).isTrue();
    store.lost = true;
    Outgoing waiting = TestMails.outgoing();
    intake.take(intake.reserve(1).result(), List.of(new Batch(2, WORKER, 1, 1, List.of(waiting))));
    leases.heartbeatOnce().await();
    assertThat(mailer.wireStates.get(waiting.id()).enterWire()).isFalse();
  }

  @Test
  void leasesWithoutASessionAreOrphans() {
    assertThat(leases.isOrphan()).isFalse();
    takeDirectly();
    assertThat(leases.isOrphan()).isFalse();
    session.id = null;
    assertThat(leases.isOrphan()).isTrue();
    mailer.end(mail, Delivery.Result.SENT);
    assertThat(leases.isOrphan()).isFalse();
  }

  @Test
  void aMailThatWaitsLongForItsVerdictMakesRoomForOthers() {
    List<Outgoing> slow = takeAllPermits();
    slow.forEach(one -> atTheDot(one, "slow:25"));
    waitForVerdicts(29);
    assertThat(intake.reserve(1).result()).isNull();
    waitForVerdicts(2);
    intake.claimOnce().await();
    assertThat(intake.reserve(33).result()).isNull(); // half of the permits at most, for a server
    intake.take(intake.reserve(32).result(), List.of());
    slow.forEach(one -> mailer.end(one, Delivery.Result.SENT));
    intake.claimOnce().await();
    assertThat(intake.reserve(64).result()).isNotNull(); // all are back, and no more
    assertThat(intake.reserve(1).result()).isNull();
    assertThat(store.stored.values()).containsOnly(AttemptOutcome.Kind.SENT);
  }

  @Test
  void moreIsHeldWhileMailGoesOutFastAndNoMoreThanItsLimit() {
    mailer.room = 1_000;
    sendAtOnce(64);
    sendAtOnce(64); // 128 within a tenth of a second
    assertThat(intake.reserve(129).result()).isNull();
    sendAtOnce(128);
    sendAtOnce(256);
    assertThat(intake.reserve(257).result()).isNull();
    clock.advance(Duration.ofSeconds(1));
    intake.claimOnce().await();
    assertThat(intake.reserve(65).result()).isNull();
    assertThat(intake.reserve(64).result()).isNotNull();
  }

  @Test
  void aStopWritesDownAsBegunWhatWaitsForAVerdict() {
    List<Outgoing> all = takeAllPermits();
    atTheDot(all.get(0), "slow:25");
    waitForVerdicts(31);
    atTheDot(all.get(1), "fast:25");
    Future<Void> drained = intake.drain();
    timers.advance(Duration.ofSeconds(9));
    assertThat(store.stored).isEmpty(); // their verdicts may still come
    timers.advance(Duration.ofSeconds(2));
    assertThat(store.stored)
        .hasSize(64)
        .containsEntry(all.get(0).id(), AttemptOutcome.Kind.RESEND)
        .containsEntry(all.get(1).id(), AttemptOutcome.Kind.RESEND)
        .containsEntry(all.get(2).id(), AttemptOutcome.Kind.POSTPONED);
    assertThat(drained.succeeded()).isTrue();
    mailer.end(all.get(0), Delivery.Result.SENT); // too late: it is settled
    assertThat(mailer.wireStates.get(all.get(2).id()).enterWire()).isFalse();
  }

  @Test
  void aStopWaitsForNobodyWhoHasWaitedLongOnceAllElseIsSettled() {
    List<Outgoing> all = takeAllPermits();
    List<Outgoing> slow = all.subList(0, 2);
    slow.forEach(one -> atTheDot(one, "slow:25"));
    waitForVerdicts(31);
    Future<Void> drained = intake.drain();
    mailer.end(slow.get(0), Delivery.Result.SENT); // it is heard as long as others are waited for
    all.subList(2, 64).forEach(one -> mailer.end(one, Delivery.Result.SENT));
    assertThat(drained.succeeded()).isTrue();
    assertThat(store.stored)
        .hasSize(64)
        .containsEntry(slow.get(0).id(), AttemptOutcome.Kind.SENT)
        .containsEntry(slow.get(1).id(), AttemptOutcome.Kind.RESEND);
  }

  private void sendAtOnce(int mails) {
    takeAll(mails).forEach(one -> mailer.end(one, Delivery.Result.SENT));
  }

  private List<Outgoing> takeAllPermits() {
    return takeAll(64);
  }

  private List<Outgoing> takeAll(int permits) {
    intake.claimOnce().await();
    List<Outgoing> mails = Stream.generate(TestMails::outgoing).limit(permits).toList();
    Room room = intake.reserve(permits).result();
    intake.take(room, List.of(new Batch(1, WORKER, 1, 1, mails)));
    intake.claimOnce().await();
    return mails;
  }

  private void atTheDot(Outgoing one, String server) {
    WireState wire = mailer.wireStates.get(one.id());
    wire.enterWire();
    wire.through(server);
    wire.reached(Phase.DOT);
  }

  private void waitForVerdicts(int seconds) {
    for (int i = 0; i < seconds; i++) {
      intake.tick();
      clock.advance(Duration.ofSeconds(1));
      leases.heartbeatOnce().await();
    }
    intake.tick();
  }

  private void takeDirectly() {
    intake.claimOnce().await();
    Room room = intake.reserve(1).result();
    intake.take(room, List.of(new Batch(1, WORKER, 1, 1, List.of(mail))));
  }

  private HeldMail nobodyHolds() {
    return new HeldMail(mail.id(), false, false, null);
  }
}
