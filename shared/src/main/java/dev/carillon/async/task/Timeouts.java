package dev.carillon.async.task;

import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Work with a limit, after {@code asyncio.wait_for} and {@code asyncio.timeout}.
 *
 * <pre>{@code
 * Future<Page> page = Timeouts.within(Duration.ofSeconds(2), timers, c -> fetch(url, c));
 * Future<Page> inTime = Timeouts.until(deadline, timers, clocks, cancellation, c -> fetch(url, c));
 * }</pre>
 *
 * <p><b>Order</b>: none. <b>Threads</b>: safe from any; the future completes on the caller's
 * context. <b>Cancellation</b>: when the time has passed the work is cancelled and its clean-up is
 * waited for, however long that takes. <b>Failure</b>: {@link TimeoutException} when the work ended
 * because of the limit; the work's own failure if it failed otherwise. Work that has succeeded
 * although it was cancelled counts as done, because its result would be lost otherwise.
 */
public final class Timeouts {
  private Timeouts() {}

  /** Begins a body and gives it so much time. */
  public static <T> Future<T> within(
      Duration limit, Timers timers, Function<Cancellation, Future<T>> body) {
    if (limit.isZero() || limit.isNegative()) {
      return Future.failedFuture(new TimeoutException("There was no time left to begin"));
    }
    return within(limit, timers, Task.start("within " + limit, body));
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
    return within(Duration.ofMillis(left), timers, Task.on("until a deadline", own, body));
  }

  /** Gives a task that has begun so much time. */
  public static <T> Future<T> within(Duration limit, Timers timers, Task<T> task) {
    if (task.future().isComplete()) {
      return task.future();
    }
    AtomicBoolean late = new AtomicBoolean();
    Timers.Pending timer =
        timers.after(
            limit,
            () -> {
              late.set(true);
              task.cancel("it took longer than " + limit);
            });
    Promise<T> answer = Work.promise();
    task.future()
        .onComplete(
            r -> {
              timer.cancel();
              if (r.failed() && late.get() && task.isCancelled()) {
                answer.fail(new TimeoutException(task.name() + " took longer than " + limit));
              } else {
                answer.handle(r);
              }
            });
    return answer.future();
  }
}
