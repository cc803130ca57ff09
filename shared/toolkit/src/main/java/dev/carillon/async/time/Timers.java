package dev.carillon.async.time;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs things later. Tests pass a manual one and let time go by themselves.
 *
 * <pre>{@code
 * Timers.Pending later = Timers.of(vertx).after(Duration.ofSeconds(1), () -> log("a second later"));
 * later.cancel();
 * Future<Page> soon = Timers.within(fetch(url), Duration.ofSeconds(2));
 * }</pre>
 *
 * <p><b>Order</b>: that of the moments. <b>Threads</b>: safe from any; actions run on the context
 * that asked. <b>Cancellation</b>: {@link Pending#cancel}. <b>Failure</b>: what an action throws
 * goes to the context's exception handler; of a Vert.x that is closed, {@link
 * RejectedExecutionException}, and the action does not run.
 */
public interface Timers {
  /** Runs {@code action} once, after {@code delay}: at least a millisecond, at most a century. */
  Pending after(Duration delay, Runnable action);

  /**
   * The same work, of which the caller awaits no more than {@code limit}: then the future fails,
   * while the work goes on. It completes on the caller's context, and the time runs on the caller's
   * event loop; this is what {@code Future.timeout} does, which has neither.
   *
   * @param limit at least a millisecond
   * @param late the failure, made when the time has passed
   */
  static <T> Future<T> within(Future<T> work, Duration limit, Supplier<? extends Throwable> late) {
    return LoopTimeout.within(work, limit, late);
  }

  /** The same with a {@link TimeoutException}. */
  static <T> Future<T> within(Future<T> work, Duration limit) {
    return within(
        work, limit, () -> new TimeoutException("No end within " + Durations.text(limit)));
  }

  /** The timers of a Vert.x instance; actions run on the context that asked. */
  static Timers of(Vertx vertx) {
    return (delay, action) -> {
      long id = vertx.setTimer(Math.max(1, Durations.millisUp(delay)), t -> action.run());
      return () -> cancel(vertx, id);
    };
  }

  private static boolean cancel(Vertx vertx, long id) {
    try {
      return vertx.cancelTimer(id);
    } catch (RejectedExecutionException closed) {
      return false; // the loop is gone, and the timer with it
    }
  }

  /** An action that has not run yet. */
  interface Pending {
    /** Takes it back; true if it had not run. Never throws. */
    boolean cancel();
  }
}
