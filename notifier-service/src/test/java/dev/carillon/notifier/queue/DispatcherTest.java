package dev.carillon.notifier.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.async.loop.Alone;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Batch;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.DirectLease.Room;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.OutcomePolicy;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.testkit.LoopGuard;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A worker whose process is alone, and which has had nothing to do for long. */
@ExtendWith(LoopGuard.class)
class DispatcherTest {
  private static final long WORKER = 7;
  private static final Duration SOON = Duration.ofMillis(700);

  private final ManualClock clock = new ManualClock();
  private final ManualTimers timers = new ManualTimers();
  private final FaultyStore store = new FaultyStore();
  private final Outbox mailer = new Outbox();
  private final Outgoing mail = TestMails.outgoing();
  private Context context;
  private Dispatcher dispatcher;

  @BeforeEach
  void rest(Vertx vertx) {
    Alone.of(vertx).declare(clock);
    store.untilDue = Duration.ofHours(1);
    context = vertx.getOrCreateContext();
    context.runOnContext(v -> start(vertx));
    settle();
    for (int rests = 0; rests < 20; rests++) {
      pass(Alone.REST);
    }
    int looks = store.looks;
    pass(Duration.ofSeconds(9));
    assertThat(store.looks).as("it rests").isEqualTo(looks);
  }

  private void start(Vertx vertx) {
    LeaseKeeper leases =
        new LeaseKeeper(store, new OpenSession(WORKER), clock, changes -> {}, CrashRules.DEFAULT);
    dispatcher =
        new Dispatcher(
            vertx,
            timers,
            store,
            leases,
            mailer,
            new OutcomePolicy(false, null, () -> 0.5),
            new QueueCapacity(64, 256, 1 << 20));
    dispatcher.start();
  }

  @Test
  void whoTakesMailBeatsAtOnceAndLooksForWhatIsDueAndForOthers() {
    int promotions = store.promotions;
    int looks = store.looks;
    take();
    pass(SOON);
    assertThat(store.beats).isPositive();
    assertThat(store.promotions).isGreaterThan(promotions);
    assertThat(store.looks).isGreaterThan(looks);
  }

  @Test
  void leasesAreBeatenAsLongAsOneIsHeldAndNoLonger() {
    take();
    pass(SOON);
    for (int passes = 0; passes < 100; passes++) {
      int before = store.beats;
      pass(SOON);
      assertThat(store.beats).isGreaterThan(before);
    }
    context.runOnContext(v -> mailer.end(mail, Delivery.Result.SENT));
    settle();
    int last = store.beats;
    for (int rests = 0; rests < 20; rests++) {
      pass(Alone.REST);
    }
    assertThat(store.beats).isEqualTo(last);
  }

  /** Only looks that follow one another soon can tell whether it is gone. */
  @Test
  void aWorkerThatSeemsToBeGoneIsLookedAtAgainSoon() {
    store.ended = Set.of(9L);
    pass(Duration.ofSeconds(10));
    for (int passes = 0; passes < 10; passes++) {
      int before = store.looks;
      pass(SOON);
      assertThat(store.looks).isGreaterThan(before);
    }
  }

  private void take() {
    var reserved = dispatcher.lease().reserve(1);
    settle();
    Room room = reserved.result();
    List<Batch> taken = List.of(new Batch(1, WORKER, 1, 1, List.of(mail)));
    context.runOnContext(v -> dispatcher.lease().take(room, taken));
    settle();
  }

  private void pass(Duration time) {
    clock.advance(time);
    timers.advance(time);
    settle();
  }

  /** A rest that ends is followed by a pass and that by a rest, each a task of the loop. */
  private void settle() {
    for (int tasks = 0; tasks < 10; tasks++) {
      Promise<Void> done = Promise.promise();
      context.runOnContext(v -> done.complete());
      done.future().await();
    }
  }
}
