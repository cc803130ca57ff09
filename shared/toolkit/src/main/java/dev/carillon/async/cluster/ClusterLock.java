package dev.carillon.async.cluster;

import dev.carillon.async.sync.AsyncLock;
import dev.carillon.async.sync.Wait;
import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Work;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import io.vertx.core.shareddata.Shareable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A lock of the whole cluster, over Vert.x's shared data; without a cluster, of one Vert.x
 * instance.
 *
 * <p><b>Only to save work, never for correctness</b>: when the cluster splits, both sides may hold
 * it; when a holder dies, it comes free while the holder's last write may still be on its way. What
 * must be right is decided in the database, by a unique index or a fence.
 *
 * <pre>{@code
 * ClusterLock warmUp = new ClusterLock("warm-up", vertx, Clocks.system());
 * Future<Void> done = warmUp.withLock(Duration.ofSeconds(10), () -> fillCache());
 * }</pre>
 *
 * <p><b>Order</b>: first come, first served within a process; between processes, the cluster
 * manager's. <b>Threads</b>: safe from any; the future completes on the caller's context.
 * <b>Cancellation</b>: the wait cannot be cancelled, only limited. <b>Failure</b>: {@link
 * WaitTimeoutException}; the action's own, after the release.
 */
public final class ClusterLock {
  private final String name;
  private final Vertx vertx;
  private final Clocks clocks;
  private final AsyncLock ownProcess;

  /** The locks of this process, by name: there are as many as the program has names. */
  private static final class OwnLocks implements Shareable {
    private final Map<String, AsyncLock> byName = new ConcurrentHashMap<>();
  }

  /** The lock of that name; nothing is asked yet. */
  public ClusterLock(String name, Vertx vertx, Clocks clocks) {
    this.clocks = clocks;
    this.name = name;
    this.vertx = vertx;
    this.ownProcess =
        vertx
            .sharedData()
            .<String, OwnLocks>getLocalMap("carillon.cluster")
            .computeIfAbsent("locks", k -> new OwnLocks())
            .byName
            .computeIfAbsent(name, n -> new AsyncLock(n, Timers.of(vertx), clocks));
  }

  /**
   * Runs {@code action} while no other node runs one, and releases however it ends.
   *
   * <p>One caller of a process at a time asks the cluster. That is not only cheaper: Hazelcast's
   * lock belongs to the thread that took it, and Vert.x takes it on whatever worker thread is free,
   * so that two callers of one process would both get it if they met the same thread.
   */
  public <T> Future<T> withLock(Duration atMost, Supplier<Future<T>> action) {
    long began = clocks.nanos();
    return ownProcess.withLock(
        Wait.atMost(atMost).named("cluster lock"),
        () -> inCluster(atMost.minusNanos(clocks.nanos() - began), atMost, action));
  }

  private <T> Future<T> inCluster(Duration left, Duration atMost, Supplier<Future<T>> action) {
    return vertx
        .sharedData()
        .getLockWithTimeout("carillon." + name, Math.max(1, Durations.millis(left)))
        .recover(
            late ->
                Future.failedFuture(
                    new WaitTimeoutException(
                        "cluster lock "
                            + name
                            + " was not acquired within "
                            + Durations.text(atMost)
                            + ": "
                            + late.getMessage())))
        .compose(lock -> held(lock, action));
  }

  private static <T> Future<T> held(Lock lock, Supplier<Future<T>> action) {
    return Work.begin(action).onComplete(r -> lock.release());
  }
}
