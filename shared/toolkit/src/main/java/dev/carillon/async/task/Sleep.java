package dev.carillon.async.task;

import dev.carillon.async.time.Durations;
import dev.carillon.async.time.Timers;
import dev.carillon.async.waits.Scope;
import dev.carillon.async.waits.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * Waiting for time to pass, after {@code asyncio.sleep}.
 *
 * <pre>{@code
 * Future<String> answer = Sleep.of(Duration.ofSeconds(1), timers, cancellation).map("Waited 1 seconds");
 * }</pre>
 *
 * <p><b>Order</b>: sleeps end in the order of their ends. <b>Threads</b>: safe from any; the future
 * completes on the caller's context. <b>Cancellation</b>: ends the sleep at once and leaves no
 * timer. <b>Failure</b>: by cancellation, or because the timer could not be set.
 */
public final class Sleep {
  private Sleep() {}

  /** Completes after {@code duration}, at least one millisecond. */
  public static Future<Void> of(Duration duration, Timers timers, Cancellation cancellation) {
    if (cancellation.isCancelled()) {
      return Future.failedFuture(cancellation.exception());
    }
    Promise<Void> over = Work.promise();
    Timers.Pending timer;
    try {
      timer = timers.after(duration, over::tryComplete);
    } catch (RuntimeException noTimer) {
      return Future.failedFuture(noTimer);
    }
    Cancellation.Registration registration =
        cancellation.onCancel(
            "the end of " + Durations.text(duration),
            () -> {
              timer.cancel();
              over.tryFail(cancellation.exception());
            });
    return shown(over.future().onComplete(r -> registration.remove()), duration, cancellation);
  }

  /** One sees that a task sleeps, and it goes on as that task. */
  private static Future<Void> shown(Future<Void> over, Duration duration, Cancellation named) {
    Scope sleeper = Scope.nearest(named.scope());
    if (sleeper == null) {
      return over;
    }
    Waiting waiting = sleeper.await("the end of " + Durations.text(duration), Waiting.UNKNOWN);
    Promise<Void> slept = Work.promise();
    over.onComplete(
        r -> {
          waiting.end();
          Scope.run(sleeper, () -> Work.settle(slept, r));
        });
    return slept.future();
  }
}
