package dev.carillon.async.rate;

import dev.carillon.async.task.Work;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs only the last of several calls that come close together: a call waits until it has been
 * quiet for {@code delay}; a later call takes its place.
 *
 * <pre>{@code
 * Debouncer debouncer = new Debouncer(Duration.ofMillis(300), timers);
 * debouncer.call(() -> fetch("/search?q=que")).onFailure(e -> log("superseded"));
 * Future<Page> last = debouncer.call(() -> fetch("/search?q=query")); // runs after the delay
 * }</pre>
 *
 * <p><b>Order</b>: the last call wins. <b>Threads</b>: safe from any; a future completes on its
 * caller's context. <b>Cancellation</b>: the future of a call that was superseded is cancelled.
 * <b>Failure</b>: the action's own.
 */
public final class Debouncer {
  private final Duration delay;
  private final Timers timers;
  private @Nullable Pending<?> last;

  private record Pending<T>(Promise<T> promise, Timers.Pending timer) {
    void supersede() {
      timer.cancel();
      Work.settle(
          promise, Future.failedFuture(new CancellationException("superseded by a later call")));
    }
  }

  /** Waits for so long a silence. */
  public Debouncer(Duration delay, Timers timers) {
    this.delay = delay;
    this.timers = timers;
  }

  /** Runs {@code action} after the delay, unless another call comes before that. */
  public <T> Future<T> call(Supplier<Future<T>> action) {
    Promise<T> promise = Work.promise();
    Pending<?> before;
    synchronized (this) {
      before = last;
      last = new Pending<>(promise, timers.after(delay, () -> run(promise, action)));
    }
    if (before != null) {
      before.supersede();
    }
    return promise.future();
  }

  private <T> void run(Promise<T> promise, Supplier<Future<T>> action) {
    synchronized (this) {
      if (last == null || last.promise() != promise) {
        return; // superseded in this very moment
      }
      last = null;
    }
    Work.begin(action).onComplete(r -> Work.settle(promise, r));
  }
}
