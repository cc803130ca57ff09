package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.mail.MailChange;
import dev.carillon.contract.mail.MailState;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.SendDecision;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeaseRunTest {
  private final ManualTimers timers = new ManualTimers();
  private final ManualClock clock = new ManualClock();
  private final Outbox mailer = new Outbox();
  private final FaultyStore store = new FaultyStore();
  private final List<Runnable> statements = new ArrayList<>();
  private final List<MailChange> left = new ArrayList<>();
  private final Outgoing a = TestMails.outgoing();
  private final Outgoing b = TestMails.outgoing();
  private final LeaseRun batch = run(List.of(a, b));
  private final Future<Void> run = batch.start();

  @Test
  void whatIsCalledBackBeforeTheWireIsSettledAtOnce() {
    mailer.wireStates.get(b.id()).enterWire();
    assertThat(batch.callBack(b.id()).result()).isFalse();
    assertThat(batch.callBack(a.id()).result()).isTrue();
    assertThat(store.stored).containsOnly(Map.entry(a.id(), AttemptOutcome.Kind.CANCELLED));
    assertThat(mailer.wireStates.get(a.id()).enterWire()).isFalse();
    mailer.end(a, Delivery.Result.CANCELLED); // says the server's side later
    mailer.end(b, Delivery.Result.UNKNOWN);
    assertThat(store.stored).contains(Map.entry(b.id(), AttemptOutcome.Kind.RESEND)).hasSize(2);
    assertThat(run.succeeded()).isTrue();
  }

  @Test
  void resultsThatCouldNotBeStoredAreStoredLater() {
    store.broken = true;
    mailer.end(a, Delivery.Result.FAILED);
    mailer.end(b, Delivery.Result.SENT);
    timers.advance(Duration.ofSeconds(5));
    assertThat(run.isComplete()).isFalse();
    store.broken = false;
    timers.advance(Duration.ofSeconds(1));
    assertThat(store.stored)
        .containsOnly(
            Map.entry(a.id(), AttemptOutcome.Kind.RETRY),
            Map.entry(b.id(), AttemptOutcome.Kind.SENT));
    assertThat(run.succeeded()).isTrue();
  }

  @Test
  void aResultThatIsRefusedForGoodDoesNotKeepTheOthers() {
    store.refused = a.id();
    mailer.end(a, Delivery.Result.SENT);
    mailer.end(b, Delivery.Result.SENT);
    timers.advance(Duration.ofSeconds(5));
    assertThat(store.stored).containsOnly(Map.entry(b.id(), AttemptOutcome.Kind.SENT));
    assertThat(run.isComplete()).isFalse(); // nor is it forgotten
    store.refused = null;
    timers.advance(Duration.ofSeconds(1));
    assertThat(store.stored).hasSize(2);
    assertThat(run.succeeded()).isTrue();
  }

  @Test
  void whatEndsWhileAnotherIsBeingStoredIsNotForgotten() {
    store.slow = Promise.promise();
    mailer.end(a, Delivery.Result.SENT);
    mailer.end(b, Delivery.Result.REFUSED);
    Promise<Set<Long>> first = store.slow;
    store.slow = null;
    first.complete(Set.of(1L));
    assertThat(store.stored)
        .containsOnly(
            Map.entry(a.id(), AttemptOutcome.Kind.SENT),
            Map.entry(b.id(), AttemptOutcome.Kind.DEAD));
    assertThat(run.succeeded()).isTrue();
  }

  @Test
  void whatNeedsAPassAsksLastAndWhatGetsNoneLeavesTheLease() {
    List<Outgoing> three = Stream.generate(TestMails::asking).limit(3).toList();
    LeaseRun asking = run(three);
    Future<Void> end = asking.start();
    statements.forEach(Runnable::run);
    assertThat(store.asked).hasSize(3);
    assertThat(mailer.wireStates).doesNotContainKey(three.get(0).id());
    assertThat(asking.asking(three.get(0).id())).isNotNull();
    store.passes.complete(
        List.of(SendDecision.SEND, SendDecision.parse("1000 few"), SendDecision.GONE));
    assertThat(asking.asking(three.get(0).id())).isNull();
    assertThat(left).containsExactly(new MailChange(three.get(1).id(), MailState.HELD), null);
    assertThat(asking.holds(three.get(1).id())).isFalse();
    mailer.end(three.get(0), Delivery.Result.SENT);
    assertThat(store.stored).containsOnly(Map.entry(three.get(0).id(), AttemptOutcome.Kind.SENT));
    assertThat(end.succeeded()).isTrue();
  }

  @Test
  void whatCannotAskForItsPassIsPostponed() {
    Outgoing one = TestMails.asking();
    Future<Void> end = run(List.of(one)).start();
    statements.forEach(Runnable::run);
    store.passes.fail("the database is away");
    assertThat(store.stored).containsOnly(Map.entry(one.id(), AttemptOutcome.Kind.POSTPONED));
    assertThat(end.succeeded()).isTrue();
  }

  private LeaseRun run(List<Outgoing> mails) {
    return new LeaseRun(
        new Batch(1, 7, 1, 1, mails),
        new OutcomeWriter(store, timers, clock::nanos, Runnable::run, committed -> {}),
        new WireLine(store, mailer, CrashRules.DEFAULT, clock::nanos),
        new OutcomePolicy(false, null, () -> 0.5),
        new PassDesk(store, statements::add, left::add),
        new SlowVerdicts(new Permits(QueueCapacity.DEFAULT, clock::nanos), () -> {}),
        new LeaseDeadline(clock::nanos, id -> true, 7, clock.nanos()));
  }

  @Test
  void aLeaseThatIsNoLongerOursEndsTheRun() {
    store.stale = true;
    mailer.end(a, Delivery.Result.SENT);
    assertThat(run.isComplete()).isFalse(); // one is still open
    assertThat(mailer.wireStates.get(b.id()).enterWire())
        .isFalse(); // and does not go out from here
    mailer.end(b, Delivery.Result.SENT);
    assertThat(run.succeeded()).isTrue();
    assertThat(store.stored).isEmpty();
  }
}
