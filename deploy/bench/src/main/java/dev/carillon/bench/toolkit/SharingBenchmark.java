package dev.carillon.bench.toolkit;

import dev.carillon.async.batch.Batcher;
import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.sync.AsyncQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Queues, and work that several share. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SharingBenchmark {
  private static final int OPERATIONS = LockBenchmark.OPERATIONS;
  private static final int KEYS = 100;

  private final AsyncQueue<Integer> queue = AsyncQueue.fifo("queue", 16, OnLoop.noTimers());
  private final ArrayBlockingQueue<Integer> juc = new ArrayBlockingQueue<>(16, true);
  private final SingleFlight<Integer, Integer> single = new SingleFlight<>(Future::succeededFuture);
  private final ConcurrentHashMap<Integer, CompletableFuture<Integer>> map =
      new ConcurrentHashMap<>();
  private int sum;

  /** AsyncQueue, a put and a get. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int queueOurs(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            queue.put(i);
            queue.get().onSuccess(item -> sum += item);
            queue.taskDone();
          }
          done.run();
        });
    return sum;
  }

  /** A fair ArrayBlockingQueue, an offer and a poll. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int queueJuc(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            sum += juc.offer(i) ? 1 : 0;
            Integer item = juc.poll();
            sum += item == null ? 0 : item;
          }
          done.run();
        });
    return sum;
  }

  /** SingleFlight, a flight of one's own. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int flightOurs(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            single.get(i % KEYS).onSuccess(value -> sum += value);
          }
          done.run();
        });
    return sum;
  }

  /** The same by hand: computeIfAbsent of a CompletableFuture, removed when it is complete. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int flightJuc(OnLoop loop) {
    loop.run(
        done -> {
          for (int i = 0; i < OPERATIONS; i++) {
            int key = i % KEYS;
            CompletableFuture<Integer> flight =
                map.computeIfAbsent(key, k -> new CompletableFuture<>());
            CompletableFuture<Void> added = flight.thenAccept(value -> sum += value);
            map.remove(key);
            flight.complete(key);
            sum += added.isDone() ? 0 : 1;
          }
          done.run();
        });
    return sum;
  }

  /** Batcher: what one turn asks for is one load. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int batchOurs(OnLoop loop) {
    loop.run(
        done -> {
          int[] left = {OPERATIONS};
          Batcher<Integer, Integer> batcher =
              Batcher.on(Vertx.currentContext(), 256, keys -> Future.succeededFuture(values(keys)));
          for (int i = 0; i < OPERATIONS; i++) {
            batcher.get(i).onSuccess(value -> count(value, left, done));
          }
        });
    return sum;
  }

  /** The same with a load for each. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public int batchEach(OnLoop loop) {
    loop.run(
        done -> {
          int[] left = {OPERATIONS};
          for (int i = 0; i < OPERATIONS; i++) {
            int key = i;
            Future.succeededFuture(values(List.of(key)))
                .onSuccess(values -> count(values.getOrDefault(key, 0), left, done));
          }
        });
    return sum;
  }

  private void count(int value, int[] left, Runnable done) {
    sum += value;
    if (--left[0] == 0) {
      done.run();
    }
  }

  private static Map<Integer, Integer> values(List<Integer> keys) {
    Map<Integer, Integer> values = HashMap.newHashMap(keys.size());
    keys.forEach(key -> values.put(key, key));
    return values;
  }
}
