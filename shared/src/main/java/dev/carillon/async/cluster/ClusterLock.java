package dev.carillon.async.cluster;

import dev.carillon.async.sync.WaitTimeoutException;
import dev.carillon.async.task.Work;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Lock;
import java.time.Duration;
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
 * ClusterLock warmUp = new ClusterLock("warm-up", vertx);
 * Future<Void> done = warmUp.withLock(Duration.ofSeconds(10), () -> fillCache());
 * }</pre>
 *
 * <p><b>Order</b>: the cluster manager's, which need not be first come, first served (an {@code
 * AsyncLock} is). <b>Threads</b>: safe from any; the future completes on the caller's context.
 * <b>Cancellation</b>: the wait cannot be cancelled, only limited. <b>Failure</b>: {@link
 * WaitTimeoutException}; the action's own, after the release.
 */
public final class ClusterLock {
  private final String name;
  private final Vertx vertx;

  /** The lock of that name; nothing is asked yet. */
  public ClusterLock(String name, Vertx vertx) {
    this.name = name;
    this.vertx = vertx;
  }

  /** Runs {@code action} while no other node runs one, and releases however it ends. */
  public <T> Future<T> withLock(Duration atMost, Supplier<Future<T>> action) {
    return vertx
        .sharedData()
        .getLockWithTimeout("carillon." + name, Math.max(1, atMost.toMillis()))
        .recover(
            late ->
                Future.failedFuture(
                    new WaitTimeoutException(
                        "cluster lock " + name + " was not acquired within " + atMost)))
        .compose(lock -> held(lock, action));
  }

  private static <T> Future<T> held(Lock lock, Supplier<Future<T>> action) {
    return Work.begin(action).onComplete(r -> lock.release());
  }
}
