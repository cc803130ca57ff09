package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.HeldMail;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.WorkerSession;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Intake and LeaseKeeper together; the simulation shows what they do when something goes wrong. */
class IntakeTest {
  private static final long WORKER = 7;

  private final FaultyStore store = new FaultyStore();
  private final Outbox mailer = new Outbox();
  private final Session session = new Session();
  private final List<MailState> told = new ArrayList<>();
  private final LeaseKeeper leases =
      new LeaseKeeper(
          store,
          session,
          new ManualClock(),
          changes -> changes.forEach(c -> told.add(c.state())),
          false);
  private final Intake intake =
      new Intake(
          store,
          leases,
          mailer,
          new OutcomePolicy(false, null, () -> 0.5),
          64,
          new ManualTimers(),
          Runnable::run);
  private final Outgoing mail = TestMails.outgoing();

  @Test
  void mailIsReservedOnlyWhileTheQueueIsKnownToBeEmptyAndThereIsRoom() {
    assertThat(intake.reserve(1).result()).isNull(); // nobody has looked
    intake.claimOnce().await();
    assertThat(intake.reserve(65).result()).isNull();
    assertThat(intake.reserve(64).result()).isEqualTo(WORKER);
    assertThat(intake.reserve(1).result()).isNull(); // all is reserved
    intake.take(64, List.of()); // it went into the queue
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
    Long worker = intake.reserve(1).result();
    session.id = null;
    intake.take(1, List.of(new Batch(1, worker, 1, 1, List.of(mail))));
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
    intake.take(0, List.of(new Batch(2, WORKER, 1, 1, List.of(waiting))));
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

  private void takeDirectly() {
    intake.claimOnce().await();
    Long worker = intake.reserve(1).result();
    intake.take(1, List.of(new Batch(1, worker, 1, 1, List.of(mail))));
  }

  private HeldMail nobodyHolds() {
    return new HeldMail(mail.id(), false, false, null);
  }

  /** A session that is open until the test takes its id away. */
  private static final class Session implements WorkerSession {
    private Long id = WORKER;

    @Override
    public Future<Long> worker() {
      return Future.succeededFuture(id);
    }

    @Override
    public Long current() {
      return id;
    }

    @Override
    public boolean holds(long worker) {
      return id != null && id == worker;
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
