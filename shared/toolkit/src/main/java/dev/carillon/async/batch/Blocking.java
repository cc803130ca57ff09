package dev.carillon.async.batch;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Work;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A named pool of threads for work that blocks, after asyncio's {@code run_in_executor}; bounded in
 * threads and in what waits for them.
 *
 * <pre>{@code
 * Blocking files = new Blocking("files", vertx, 4, 100);
 * Future<byte[]> bytes = files.run(() -> java.nio.file.Files.readAllBytes(path));
 * Future<Void> end = files.close();
 * }</pre>
 *
 * <p><b>Order</b>: work begins first come, first served; several pieces run at once.
 * <b>Threads</b>: safe from any; the future completes on the caller's context. <b>Cancellation</b>:
 * work that was cancelled before it began does not begin; work that has begun is not interrupted,
 * and its result is what it is (as in asyncio, where a thread cannot be cancelled either).
 * <b>Failure</b>: what the work throws; {@link RejectedExecutionException} when too much waits
 * already.
 */
public final class Blocking {
  private final String name;
  private final WorkerExecutor executor;
  private final int bound;
  private final AtomicInteger inside = new AtomicInteger();

  /**
   * A pool.
   *
   * @param name names its threads; pools of one name on one Vert.x are one pool
   * @param threads how many pieces of work at the same time, at least one
   * @param maxWaiting how many more may wait, zero or more
   */
  public Blocking(String name, Vertx vertx, int threads, int maxWaiting) {
    if (threads < 1 || maxWaiting < 0) {
      throw new IllegalArgumentException(threads + " threads and " + maxWaiting + " waiting");
    }
    this.name = name;
    this.executor = vertx.createSharedWorkerExecutor(name, threads);
    this.bound = threads + maxWaiting;
    Debug.track(vertx, this, Blocking::leaks);
  }

  /** Runs {@code work} on a thread of the pool. */
  public <T> Future<T> run(Callable<T> work) {
    return run(new Cancellation(), work);
  }

  /** The same; the work does not begin once it is cancelled. */
  public <T> Future<T> run(Cancellation cancellation, Callable<T> work) {
    if (inside.incrementAndGet() > bound) {
      inside.decrementAndGet();
      return Future.failedFuture(
          new RejectedExecutionException(name + " is full: " + bound + " are inside"));
    }
    return Work.begin(
            () ->
                executor.<T>executeBlocking(
                    () -> {
                      cancellation.check();
                      return work.call();
                    },
                    false))
        .onComplete(r -> inside.decrementAndGet());
  }

  /** How many pieces of work run or wait. */
  public int size() {
    return inside.get();
  }

  /** Takes no more work; what runs ends. */
  public Future<Void> close() {
    return executor.close();
  }

  private Stream<String> leaks() {
    int left = size();
    return left == 0 ? Stream.of() : Stream.of(name + ": " + left + " pieces of blocking work");
  }
}
