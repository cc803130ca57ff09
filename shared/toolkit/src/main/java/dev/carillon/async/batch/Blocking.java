package dev.carillon.async.batch;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
 * already, or after {@link #close}.
 */
public final class Blocking {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final WorkerExecutor executor;
  private final int bound;
  private final Set<Promise<?>> inside = new LinkedHashSet<>(); // guarded by this
  private final Promise<Void> empty = Promise.promise();
  private boolean closed;

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
    Promise<T> answer = Work.promise();
    String full = enter(answer);
    if (full != null) {
      return Future.failedFuture(new RejectedExecutionException(full));
    }
    Work.begin(
            () ->
                executor.<T>executeBlocking(
                    () -> {
                      cancellation.check();
                      return work.call();
                    },
                    false))
        .onComplete(r -> leave(answer, r));
    return answer.future();
  }

  /** Why not, if it may not. */
  private synchronized @Nullable String enter(Promise<?> answer) {
    if (closed) {
      return name + " is closed";
    }
    if (inside.size() == bound) {
      return name + " is full: " + bound + " are inside";
    }
    inside.add(answer);
    return null;
  }

  private <T> void leave(Promise<T> answer, AsyncResult<T> result) {
    boolean isLast;
    synchronized (this) {
      if (!inside.remove(answer)) {
        return; // it was given up
      }
      isLast = closed && inside.isEmpty();
    }
    Work.settle(answer, result);
    if (isLast) {
      empty.tryComplete();
    }
  }

  /** How many pieces of work run or wait. */
  public synchronized int size() {
    return inside.size();
  }

  /**
   * Takes no more work; completes when what is inside has ended. What has not after ten seconds is
   * interrupted if it runs, does not begin if it waits, and fails with {@link
   * RejectedExecutionException}. May be called twice.
   */
  public Future<Void> close() {
    return close(CLOSE_LIMIT);
  }

  Future<Void> close(Duration limit) {
    boolean isEmpty;
    synchronized (this) {
      closed = true;
      isEmpty = inside.isEmpty();
    }
    if (isEmpty) {
      empty.tryComplete();
    }
    return Timers.within(empty.future(), limit)
        .transform(
            r -> {
              Future<Void> end = executor.close();
              giveUp();
              return end;
            });
  }

  /** The pool has forgotten them. */
  private void giveUp() {
    List<Promise<?>> left;
    synchronized (this) {
      left = List.copyOf(inside);
    }
    left.forEach(
        answer ->
            leave(
                answer,
                Future.failedFuture(
                    new RejectedExecutionException(name + " was closed before this had ended"))));
  }

  private Stream<String> leaks() {
    int left = size();
    return left == 0 ? Stream.of() : Stream.of(name + ": " + left + " pieces of blocking work");
  }
}
