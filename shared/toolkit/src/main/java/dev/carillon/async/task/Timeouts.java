package dev.carillon.async.task;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import dev.carillon.async.waits.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Work with a limit, after {@code asyncio.wait_for} and {@code asyncio.timeout}.
 *
 * <pre>{@code
 * Future<Page> page =
 *     Timeouts.within(Duration.ofSeconds(2), timers, cancellation, c -> fetch(url, c));
 * Future<Page> inTime = Timeouts.until(deadline, timers, clocks, cancellation, c -> fetch(url, c));
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: safe from any; the future completes on the caller's
 * context. <b>Cancellation</b>: when the time has passed the work is cancelled and its clean-up is
 * waited for, however long that takes. <b>Failure</b>: {@link TimeoutException} when the work ended
 * because of the limit; the work's own failure if it failed otherwise. Work that has succeeded
 * although it was cancelled counts as done, because its result would be lost otherwise. Where no
 * timer can be set, the work that has begun is cancelled, and the reason is the failure.
 */
public final class Timeouts {
  private Timeouts() {}

  /**
   * Begins a body that is also cancelled with its parent, and gives it so much time; no time at all
   * does not begin it.
   */
  public static <T> Future<T> within(
      Duration limit, Timers timers, Cancellation parent, Function<Cancellation, Future<T>> body) {
    if (limit.isZero() || limit.isNegative()) {
      return Future.failedFuture(new TimeoutException("There was no time left to begin"));
    }
    return within(limit, timers, Task.start("the work", parent, body));
  }

  /** The same for a body that nothing but the limit cancels. */
  public static <T> Future<T> within(
      Duration limit, Timers timers, Function<Cancellation, Future<T>> body) {
    return within(limit, timers, new Cancellation(), body);
  }

  /**
   * Begins a body that has until {@code deadline}, or until its parent's deadline if that is
   * earlier; the body finds the moment in its {@link Cancellation#deadline()}.
   */
  public static <T> Future<T> until(
      Deadline deadline,
      Timers timers,
      Clocks clocks,
      Cancellation parent,
      Function<Cancellation, Future<T>> body) {
    Cancellation own = parent.child(deadline);
    Deadline earliest = own.deadline() == null ? deadline : own.deadline();
    long left = earliest.remainingMillis(clocks);
    if (left <= 0) {
      own.detach();
      return Future.failedFuture(new TimeoutException("The deadline had passed before it began"));
    }
    return within(Duration.ofMillis(left), timers, Task.on("the work", own, body));
  }

  /** Gives a task that has begun so much time; none at all cancels it in a millisecond. */
  public static <T> Future<T> within(Duration limit, Timers timers, Task<T> task) {
    if (task.future().isComplete()) {
      return Work.here(task.future());
    }
    String late = task.name() + " took longer than " + Durations.text(limit);
    Timers.Pending timer;
    try {
      timer = timers.after(limit, () -> task.cancel(late));
    } catch (RuntimeException noTimer) {
      task.cancel("its limit could not be set");
      return task.future().transform(r -> Future.failedFuture(noTimer));
    }
    Waiting waiting = task.scope().awaited(task.name());
    Promise<T> answer = Work.promise();
    task.future()
        .onComplete(
            r -> {
              timer.cancel();
              waiting.end();
              // Who was cancelled from outside before that was not too slow.
              if (task.isCancelled() && task.cancellation().isFor(late)) {
                Work.settle(answer, Future.failedFuture(new TimeoutException(late)));
              } else {
                Work.settle(answer, r);
              }
            });
    return answer.future();
  }
}
