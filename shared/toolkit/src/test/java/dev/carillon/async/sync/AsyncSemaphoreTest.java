package dev.carillon.async.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.task.Cancellation;
import dev.carillon.testkit.ManualTimers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AsyncSemaphoreTest {
  private final ManualTimers timers = new ManualTimers();

  @Test
  void twoOfFiveAtATime() {
    AsyncSemaphore semaphore = AsyncSemaphore.of("two", 2, timers);
    Deque<Promise<Void>> running = new ArrayDeque<>();
    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(
          semaphore.withPermit(
              () -> {
                Promise<Void> work = Promise.promise();
                running.add(work);
                return work.future();
              }));
    }
    int seen = 0;
    while (!running.isEmpty()) {
      assertThat(running.size()).isLessThanOrEqualTo(2);
      running.poll().complete();
      seen++;
    }
    assertThat(seen).isEqualTo(5);
    assertThat(all).allMatch(Future::succeeded);
    assertThat(semaphore.available()).isEqualTo(2);
  }

  @Test
  void aBoundedOneCannotBeReleasedTooOften() {
    AsyncSemaphore bounded = AsyncSemaphore.bounded("bounded", 1, timers);
    assertThatThrownBy(bounded::release).isInstanceOf(IllegalStateException.class);
    AsyncSemaphore open = AsyncSemaphore.of("open", 0, timers);
    open.release();
    assertThat(open.available()).isEqualTo(1);
    assertThatThrownBy(() -> AsyncSemaphore.of("negative", -1, timers))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Seeded random programs of acquires, releases, time-outs and cancellations against a model. */
  @Test
  void noPermitIsEverLeaked() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int permits = random.nextInt(4);
      AsyncSemaphore semaphore = AsyncSemaphore.of("model", permits, timers);
      int held = leaveAfterRandomProgram(semaphore, random);
      assertThat(semaphore.available() + held).as("seed " + seed).isEqualTo(permits);
    }
  }

  private int leaveAfterRandomProgram(AsyncSemaphore semaphore, Random random) {
    List<Future<Void>> waiting = new ArrayList<>();
    List<Cancellation> cancellations = new ArrayList<>();
    int held = 0;
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          Cancellation cancellation = new Cancellation();
          cancellations.add(cancellation);
          waiting.add(
              semaphore.acquire(
                  Wait.until(cancellation).limitedTo(Duration.ofMillis(random.nextInt(50) + 1))));
        }
        case 2 -> {
          if (held > 0) {
            held--;
            semaphore.release();
          }
        }
        case 3 -> timers.advance(Duration.ofMillis(random.nextInt(30)));
        default -> {
          if (!cancellations.isEmpty()) {
            cancellations.get(random.nextInt(cancellations.size())).cancel();
          }
        }
      }
      held += (int) waiting.stream().filter(Future::succeeded).count();
      waiting.removeIf(Future::isComplete);
    }
    timers.advance(Duration.ofSeconds(1));
    return held + (int) waiting.stream().filter(Future::succeeded).count();
  }

  @Test
  void manyThreadsNeverExceedThePermits() throws Exception {
    AsyncSemaphore semaphore = AsyncSemaphore.bounded("threads", 3, timers);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.execute(
            () -> {
              for (int n = 0; n < 5_000; n++) {
                semaphore.acquire().await();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                inside.decrementAndGet();
                done.incrementAndGet();
                semaphore.release();
              }
            });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(done.get()).isEqualTo(20_000);
    assertThat(most.get()).isLessThanOrEqualTo(3);
    assertThat(semaphore.available()).isEqualTo(3);
  }
}
