package dev.carillon.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.task.Cancellation;
import dev.carillon.testkit.ManualClock;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AsyncEventAndConditionTest {
  private final ManualTimers timers = new ManualTimers();
  private final AsyncEvent event = new AsyncEvent("ready", timers);
  private final AsyncLock lock = new AsyncLock("lock", timers, new ManualClock());
  private final AsyncCondition condition = new AsyncCondition("changed", lock);

  @Test
  void oneSetWakesEveryone() {
    List<Future<Void>> waiting = List.of(event.await(), event.await(), event.await());
    event.set();
    event.clear(); // those who waited are woken all the same
    assertThat(waiting).allMatch(Future::succeeded);
    assertThat(event.isSet()).isFalse();
    assertThat(event.await(Wait.atMost(Duration.ofSeconds(1))).isComplete()).isFalse();
  }

  @Test
  void aSetEventDoesNotWaitAndAnUnsetOneTimesOut() {
    Future<Void> late = event.await(Wait.atMost(Duration.ofSeconds(1)));
    timers.advance(Duration.ofSeconds(1));
    assertThat(late.cause()).isInstanceOf(WaitTimeoutException.class);
    event.set();
    assertThat(event.await().succeeded()).isTrue();
  }

  @Test
  void notifyWakesAsManyAsItSaysInTheirOrder() {
    List<Integer> woken = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int me = i;
      lock.acquire();
      condition
          .await(Wait.FOREVER)
          .onSuccess(
              v -> {
                woken.add(me);
                lock.release();
              });
    }
    notifyHolding(1);
    assertThat(woken).containsExactly(0);
    notifyHolding(2);
    assertThat(woken).containsExactly(0, 1, 2);
    notifyHolding(9);
    assertThat(woken).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aWaiterHoldsTheLockAgainAlsoWhenItWasCancelled() {
    Cancellation cancellation = new Cancellation();
    lock.acquire();
    Future<Void> waiting = condition.await(Wait.until(cancellation));
    assertThat(lock.isLocked()).isFalse();
    lock.acquire();
    cancellation.cancel();
    assertThat(waiting.isComplete()).isFalse(); // it wants the lock first
    lock.release();
    assertThat(waiting.cause()).isInstanceOf(CancellationException.class);
    assertThat(lock.isLocked()).isTrue();
  }

  @Test
  void aPredicateIsLookedAtAfterEachNotification() {
    AtomicBoolean open = new AtomicBoolean();
    lock.acquire();
    Future<Void> waiting = condition.awaitUntil(open::get, Wait.FOREVER);
    notifyHolding(1);
    assertThat(waiting.isComplete()).isFalse();
    open.set(true);
    notifyHolding(1);
    assertThat(waiting.succeeded()).isTrue();
  }

  @Test
  void withoutTheLockItIsAnError() {
    assertThatThrownBy(() -> condition.await(Wait.FOREVER))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> condition.notify(1)).isInstanceOf(IllegalStateException.class);
  }

  private void notifyHolding(int n) {
    lock.acquire();
    condition.notify(n);
    lock.release();
  }
}
