package dev.carillon.async.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CancellationException;

/**
 * Work that goes on although the one who waits for it is cancelled, after {@code asyncio.shield}.
 * The waiter's future fails at once; the work does not notice.
 */
public final class Shield {
  private Shield() {}

  /**
   * Waits for {@code work} until {@code waiter} is cancelled.
   *
   * @return what the work gives, or {@link CancellationException} when the waiter was cancelled
   */
  public static <T> Future<T> of(Future<T> work, Cancellation waiter) {
    if (work.isComplete()) {
      return work;
    }
    Promise<T> shielded = Promise.promise();
    Cancellation.Registration registration =
        waiter.onCancel(() -> shielded.tryFail(new CancellationException("cancelled")));
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
