package dev.carillon.async.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.sync.AsyncQueue;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Task;
import dev.carillon.async.task.Timeouts;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** CPython's test_queues. */
class QueueConformanceTest extends Fixture {
  private AsyncQueue<Integer> fifo(int capacity) {
    return AsyncQueue.fifo("queue", capacity, timers);
  }

  private static List<Integer> drain(AsyncQueue<Integer> queue) {
    List<Integer> all = new ArrayList<>();
    while (queue.size() > 0) {
      all.add(queue.tryGet().orElseThrow());
    }
    return all;
  }

  @Test
  void itCountsWhatIsInIt() {
    AsyncQueue<Integer> queue = fifo(2);
    assertThat(queue.size()).isZero();
    queue.put(1);
    queue.put(2);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.tryPut(3)).isFalse();
  }

  @Test
  void theBoundIsKept() {
    AsyncQueue<Integer> queue = fifo(2);
    for (int i = 0; i < 3; i++) {
      logged(i, queue.put(i));
    }
    assertThat(log).containsExactly(0, 1);
    assertThat(queue.get().result()).isZero();
    assertThat(log).containsExactly(0, 1, 2);
    assertThat(queue.size()).isEqualTo(2);
    assertThatThrownBy(() -> fifo(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void eachKindHasItsOrder() {
    AsyncQueue<Integer> lifo = AsyncQueue.lifo("lifo", 9, timers);
    AsyncQueue<Integer> least =
        AsyncQueue.priority("priority", 9, Comparator.naturalOrder(), timers);
    AsyncQueue<Integer> fifo = fifo(9);
    for (int i : new int[] {1, 3, 2}) {
      lifo.put(i);
      least.put(i);
      fifo.put(i);
    }
    assertThat(drain(fifo)).containsExactly(1, 3, 2);
    assertThat(drain(lifo)).containsExactly(2, 3, 1);
    assertThat(drain(least)).containsExactly(1, 2, 3);
  }

  @Test
  void anItemThatIsThereIsGotAtOnce() {
    AsyncQueue<Integer> queue = fifo(1);
    queue.put(1);
    assertThat(queue.get().result()).isEqualTo(1);
    assertThat(queue.tryGet()).isEmpty();
    queue.put(2);
    assertThat(queue.tryGet()).contains(2);
  }

  @Test
  void aGetLetsTheFirstPutterIn() {
    AsyncQueue<Integer> queue = fifo(1);
    queue.put(1);
    Future<Void> putter = queue.put(2);
    assertThat(queue.get().result()).isEqualTo(1);
    succeeded(putter);
    assertThat(queue.tryGet()).contains(2);
  }

  @Test
  void aGetterWaitsForAnItem() {
    AsyncQueue<Integer> queue = fifo(1);
    Future<Integer> getter = queue.get();
    pending(getter);
    timers.after(Duration.ofMillis(10), () -> log.add(queue.tryPut(7)));
    pass(10);
    assertThat(getter.result()).isEqualTo(7);
    assertThat(log).containsExactly(true);
  }

  @Test
  void aGetterThatTimedOutTakesNothing() {
    AsyncQueue<Integer> queue = fifo(5);
    Future<Integer> late = Timeouts.within(Duration.ofMillis(51), timers, c -> queue.get(until(c)));
    Future<Integer> patient = queue.get();
    pass(51);
    assertThat(late.cause()).isInstanceOf(TimeoutException.class);
    queue.put(1);
    assertThat(patient.result()).isEqualTo(1);
  }

  @Test
  void manyPuttersAndGettersMeet() {
    AsyncQueue<Integer> queue = fifo(1);
    for (int i = 0; i < 20; i++) {
      queue.put(i);
    }
    for (int i = 0; i < 20; i++) {
      queue.get().onSuccess(log::add);
    }
    assertThat(log).hasSize(20).startsWith(0, 1, 2);
    assertThat(queue.size()).isZero();
  }

  @Test
  void gettersAndPuttersDoNotWaitForOneAnother() {
    AsyncQueue<Integer> queue = fifo(1);
    queue.put(1);
    queue.put(2); // waits for room
    Cancellation gone = new Cancellation();
    queue.put(3, until(gone));
    gone.cancel();
    assertThat(queue.get().result()).isEqualTo(1);
    assertThat(queue.get().result()).isEqualTo(2);
    Future<Integer> getter = queue.get();
    pending(getter);
    queue.put(4);
    assertThat(getter.result()).isEqualTo(4);
  }

  @Test
  void cancelledGettersAreForgotten() {
    AsyncQueue<Integer> queue = fifo(5);
    for (int i = 0; i < 100; i++) {
      Task<Integer> getter = Task.start("getter", c -> queue.get(until(c)));
      getter.cancel();
    }
    queue.put(1);
    assertThat(queue.size()).isEqualTo(1); // to nobody
  }

  @Test
  void aPutterWaitsForRoom() {
    AsyncQueue<Integer> queue = fifo(1);
    succeeded(queue.put(1));
    Future<Void> second = queue.put(2);
    pending(second);
    queue.tryGet();
    succeeded(second);
  }

  @Test
  void aGetterIsServedWhenTheOneBeforeItWasCancelled() {
    AsyncQueue<Integer> queue = fifo(5);
    Task<Integer> first = Task.start("first", c -> queue.get(until(c)));
    Task<Integer> second = Task.start("second", c -> queue.get(until(c)));
    Task<Integer> third = Task.start("third", c -> queue.get(until(c)));
    first.cancel();
    second.cancel();
    queue.put(1);
    assertThat(third.future().result()).isEqualTo(1);
    assertThat(queue.size()).isZero();
  }

  @Test
  void aCancelledPutIsNotPut() {
    AsyncQueue<Integer> queue = fifo(1);
    queue.put(1);
    Task<Void> putter = Task.start("putter", c -> queue.put(2, until(c)));
    Future<Void> patient = queue.put(3);
    putter.cancel();
    cancelled(putter.future());
    assertThat(queue.get().result()).isEqualTo(1);
    succeeded(patient);
    assertThat(drain(queue)).containsExactly(3);
  }

  @Test
  void aPutThatCameBeforeItsCancellationStays() {
    AsyncQueue<Integer> queue = fifo(1);
    queue.put(1);
    Cancellation late = new Cancellation();
    Future<Void> putter = queue.put(2, until(late));
    queue.tryGet();
    late.cancel();
    succeeded(putter);
    assertThat(drain(queue)).containsExactly(2);
  }

  @Test
  void cancelledPuttersAreForgotten() {
    AsyncQueue<Integer> queue = fifo(1);
    queue.put(1);
    for (int i = 0; i < 100; i++) {
      Task.start("putter", c -> queue.put(9, until(c))).cancel();
    }
    assertThat(drain(queue)).containsExactly(1);
    assertThat(queue.tryPut(2)).isTrue();
  }

  @Test
  void aPutGoesToTheGetterWhoWaits() {
    AsyncQueue<Integer> queue = fifo(1);
    Future<Integer> getter = queue.get();
    succeeded(queue.put(1));
    succeeded(queue.put(2));
    assertThat(getter.result()).isEqualTo(1);
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void taskDoneTooOftenIsAnError() {
    assertThatThrownBy(fifo(1)::taskDone).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void joinWaitsForEveryItemAlsoSeveralTimes() {
    AsyncQueue<Integer> queue = fifo(100);
    for (int i = 0; i < 100; i++) {
      queue.put(i);
    }
    Future<Void> joined = queue.join(Wait.FOREVER);
    for (int i = 0; i < 100; i++) {
      queue.tryGet();
      pending(joined);
      queue.taskDone();
    }
    succeeded(joined);
    succeeded(queue.join(Wait.FOREVER));
  }

  @Test
  void joiningAQueueThatNeverHadAnythingDoesNotWait() {
    succeeded(fifo(1).join(Wait.FOREVER));
  }
}
