package dev.carillon.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.task.Cancellation;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AsyncQueueTest {
  private final ManualTimers timers = new ManualTimers();
  private final AsyncQueue<Integer> queue = AsyncQueue.fifo("jobs", 2, timers);

  @Test
  void aFullQueueMakesPuttersWaitInTheirOrder() {
    queue.put(1);
    queue.put(2);
    Future<Void> third = queue.put(3);
    Future<Void> fourth = queue.put(4);
    assertThat(third.isComplete()).isFalse();
    assertThat(queue.tryPut(5)).isFalse();
    assertThat(queue.get().result()).isEqualTo(1);
    assertThat(third.succeeded()).isTrue();
    assertThat(fourth.isComplete()).isFalse();
    assertThat(List.of(next(), next(), next())).containsExactly(2, 3, 4);
  }

  @Test
  void anEmptyQueueMakesGettersWaitInTheirOrder() {
    Future<Integer> first = queue.get();
    Future<Integer> second = queue.get();
    queue.put(1);
    queue.put(2);
    assertThat(first.result()).isEqualTo(1);
    assertThat(second.result()).isEqualTo(2);
    assertThat(queue.size()).isZero();
  }

  @Test
  void whoGaveUpHasTakenAndPutNothing() {
    Cancellation cancellation = new Cancellation();
    Future<Integer> gone = queue.get(Wait.until(cancellation));
    Future<Integer> patient = queue.get();
    cancellation.cancel();
    queue.put(1);
    assertThat(gone.failed()).isTrue();
    assertThat(patient.result()).isEqualTo(1);
    queue.put(2);
    queue.put(3);
    Future<Void> late = queue.put(4, Wait.atMost(Duration.ofSeconds(1)));
    timers.advance(Duration.ofSeconds(1));
    assertThat(late.cause()).isInstanceOf(WaitTimeoutException.class);
    assertThat(List.of(next(), next())).containsExactly(2, 3);
    assertThat(queue.tryGet()).isEmpty();
  }

  @Test
  void theKindsDifferInTheirOrderOnly() {
    AsyncQueue<Integer> lifo = AsyncQueue.lifo("lifo", 9, timers);
    AsyncQueue<Integer> priority =
        AsyncQueue.priority("priority", 9, Comparator.naturalOrder(), timers);
    for (int i : new int[] {2, 3, 1}) {
      lifo.put(i);
      priority.put(i);
    }
    assertThat(IntStream.range(0, 3).map(i -> lifo.tryGet().orElseThrow()))
        .containsExactly(1, 3, 2);
    assertThat(IntStream.range(0, 3).map(i -> priority.tryGet().orElseThrow()))
        .containsExactly(1, 2, 3);
  }

  @Test
  void joinWaitsUntilEverythingIsReportedDone() {
    assertThat(queue.join(Wait.FOREVER).succeeded()).isTrue();
    queue.put(1);
    queue.put(2);
    Future<Void> joined = queue.join(Wait.FOREVER);
    next();
    queue.taskDone();
    next();
    assertThat(joined.isComplete()).isFalse();
    queue.taskDone();
    assertThat(joined.succeeded()).isTrue();
    assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedQueueIsEmptiedAndThenSaysSo() {
    queue.put(1);
    queue.put(2);
    Future<Void> waiting = queue.put(3);
    queue.close();
    assertThat(waiting.cause()).isInstanceOf(QueueClosedException.class);
    assertThat(queue.put(4).cause()).isInstanceOf(QueueClosedException.class);
    assertThat(List.of(next(), next())).containsExactly(1, 2);
    assertThat(queue.get().cause()).isInstanceOf(QueueClosedException.class);
  }

  @Test
  void manyProducersAndConsumersLoseAndDoubleNothing() throws Exception {
    AsyncQueue<Integer> shared = AsyncQueue.fifo("shared", 8, timers);
    Queue<Integer> got = new ConcurrentLinkedQueue<>();
    int each = 5_000;
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int t = 0; t < 2; t++) {
        int base = t * each;
        threads.execute(() -> IntStream.range(0, each).forEach(i -> shared.put(base + i).await()));
        threads.execute(() -> IntStream.range(0, each).forEach(i -> got.add(shared.get().await())));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(got.stream().sorted().toList())
        .isEqualTo(IntStream.range(0, 2 * each).boxed().toList());
  }

  /** Seeded random programs with time-outs and cancellations: every item is somewhere, once. */
  @Test
  void noItemIsEverLost() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      AsyncQueue<Integer> model = AsyncQueue.fifo("model", 1 + random.nextInt(3), timers);
      List<Future<Void>> puts = new ArrayList<>();
      List<Future<Integer>> gets = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        Wait wait = Wait.atMost(Duration.ofMillis(1 + random.nextInt(40)));
        switch (random.nextInt(3)) {
          case 0 -> puts.add(model.put(puts.size(), wait));
          case 1 -> gets.add(model.get(wait));
          default -> timers.advance(Duration.ofMillis(random.nextInt(20)));
        }
      }
      timers.advance(Duration.ofSeconds(1));
      List<Integer> in =
          IntStream.range(0, puts.size()).filter(i -> puts.get(i).succeeded()).boxed().toList();
      List<Integer> out =
          new ArrayList<>(gets.stream().filter(Future::succeeded).map(Future::result).toList());
      while (model.size() > 0) {
        out.add(model.tryGet().orElseThrow());
      }
      assertThat(out).as("seed " + seed).isEqualTo(in);
    }
  }

  private Integer next() {
    return queue.tryGet().orElseThrow();
  }
}
