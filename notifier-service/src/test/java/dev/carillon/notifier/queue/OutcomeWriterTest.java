package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.queue.AttemptOutcome;
import dev.carillon.notifier.domain.queue.LeaseOutcome;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutcomeWriterTest {
  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final FaultyStore store = new FaultyStore();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<Integer> told = new ArrayList<>();
  private final OutcomeWriter writer =
      new OutcomeWriter(
          store, timers, clock::nanos, later::add, committed -> told.add(committed.ended()));

  @Test
  void whatEndsInOneMomentIsOneCommit() {
    List<Future<Boolean>> ours = settle(3);
    assertThat(store.commits).isEmpty();
    workOfTheMomentIsDone();
    assertThat(store.commits).containsExactly(3);
    assertThat(ours).allMatch(Future::result);
    assertThat(told).containsExactly(3);
  }

  @Test
  void aSecondCommitBeginsBesideTheFirstWhere64Wait() {
    store.isSlow = true;
    settle(1);
    workOfTheMomentIsDone();
    settle(63);
    workOfTheMomentIsDone();
    assertThat(store.commits).containsExactly(1);
    settle(1);
    workOfTheMomentIsDone();
    assertThat(store.commits).containsExactly(1, 64);
    settle(200);
    workOfTheMomentIsDone();
    assertThat(store.commits).containsExactly(1, 64); // and two at most
  }

  @Test
  void aCommitThatFailsIsRepeatedInHalvesAfterARestEach() {
    store.broken = true;
    List<Future<Boolean>> ours = settle(8);
    workOfTheMomentIsDone();
    timers.advance(Duration.ofMillis(499));
    assertThat(store.commits).containsExactly(8);
    timers.advance(Duration.ofMillis(1));
    assertThat(store.commits).containsExactly(8, 4);
    store.broken = false;
    timers.advance(Duration.ofMillis(500));
    assertThat(store.commits).containsExactly(8, 4, 2, 2, 4);
    assertThat(ours).allMatch(Future::result);
    assertThat(told).containsExactly(2, 2, 4);
  }

  @Test
  void whatIsRefusedForGoodComesAgainAndTheOthersAreStored() {
    Outgoing refused = TestMails.outgoing();
    store.refused = refused.id();
    Future<Boolean> of = settle(refused);
    List<Future<Boolean>> others = settle(7);
    workOfTheMomentIsDone();
    advance(4);
    assertThat(others).allMatch(Future::isComplete);
    assertThat(of.isComplete()).isFalse();
    store.refused = null;
    advance(1);
    assertThat(of.result()).isTrue();
    assertThat(store.stored).hasSize(8);
  }

  private void advance(int seconds) {
    for (int i = 0; i < seconds * 2; i++) {
      timers.advance(Duration.ofMillis(500));
      workOfTheMomentIsDone();
    }
  }

  private void workOfTheMomentIsDone() {
    while (!later.isEmpty()) {
      later.poll().run();
    }
  }

  private List<Future<Boolean>> settle(int mails) {
    return IntStream.range(0, mails).mapToObj(i -> settle(TestMails.outgoing())).toList();
  }

  private Future<Boolean> settle(Outgoing mail) {
    return writer.settle(
        new LeaseOutcome(
            new Batch(1, 7, 1, 1, List.of(mail)),
            OutcomePolicy.unsent(mail, AttemptOutcome.Kind.DEAD, Duration.ZERO, "said")));
  }
}
