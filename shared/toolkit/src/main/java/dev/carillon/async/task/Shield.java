package dev.carillon.async.task;

import dev.carillon.async.waits.Scope;
import dev.carillon.async.waits.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CancellationException;

/**
 * Work that goes on although the one who waits for it is cancelled, after {@code asyncio.shield}.
 *
 * <pre>{@code
 * Future<Page> page = Shield.of(shared.get(url), cancellation); // others wait for the same fetch
 * }</pre>
 *
 * <p><b>Order</b>: as the work's own. <b>Threads</b>: safe from any; the future completes on the
 * caller's context. <b>Cancellation</b>: of the waiter, fails the waiter's future at once and the
 * work does not notice; of the work itself, fails the waiter's future with it. <b>Failure</b>: the
 * work's.
 */
public final class Shield {
  private static final String WORK = "shielded work";

  private Shield() {}

  /**
   * Waits for {@code work} until {@code waiter} is cancelled.
   *
   * @return what the work gives, or {@link CancellationException} when the waiter was cancelled
   */
  public static <T> Future<T> of(Future<T> work, Cancellation waiter) {
    Scope by = Scope.nearest(waiter.scope());
    if (by == null || work.isComplete()) {
      return of(work, waiter, WORK);
    }
    Waiting waiting = by.await(WORK, Waiting.UNKNOWN);
    return of(work, waiter, WORK).onComplete(r -> waiting.end());
  }

  static <T> Future<T> of(Future<T> work, Cancellation waiter, String what) {
    if (work.isComplete()) {
      return Work.here(work);
    }
    Promise<T> shielded = Work.promise();
    Cancellation.Registration registration =
        waiter.onCancel(what, () -> shielded.tryFail(waiter.exception()));
    work.onComplete(
        r -> {
          registration.remove();
          if (r.succeeded()) {
            shielded.tryComplete(r.result());
          } else {
            shielded.tryFail(r.cause());
          }
        });
    return shielded.future();
  }
}
