package dev.carillon.async.task;

import dev.carillon.async.time.Timers;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Work with a limit, after {@code asyncio.wait_for}: when the time has passed the work is
 * cancelled, its clean-up is waited for, and the answer is {@link TimeoutException}. Work that has
 * succeeded although it was cancelled counts as done, because its result would be lost otherwise.
 */
public final class Timeouts {
  private Timeouts() {}

  /** Begins a body and gives it so much time. */
  public static <T> Future<T> within(
      Duration limit, Timers timers, Function<Cancellation, Future<T>> body) {
    return within(limit, timers, Task.start("within " + limit, body));
  }

  /** Gives a task that has begun so much time. */
  public static <T> Future<T> within(Duration limit, Timers timers, Task<T> task) {
    AtomicBoolean late = new AtomicBoolean();
    if (task.future().isComplete()) {
      return task.future();
    }
    Timers.Pending timer =
        timers.after(
            limit,
            () -> {
              late.set(true);
              task.cancel();
            });
    return task.future()
        .transform(
            r -> {
              timer.cancel();
              if (r.succeeded()) {
                return Future.succeededFuture(r.result());
              }
              return late.get() && task.isCancelled()
                  ? Future.failedFuture(
                      new TimeoutException(task.name() + " took longer than " + limit))
                  : Future.failedFuture(r.cause());
            });
  }
}
