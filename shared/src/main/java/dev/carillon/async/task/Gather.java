package dev.carillon.async.task;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several pieces of work at once, after {@code asyncio.gather} and {@code asyncio.wait}. The work
 * has begun when it is handed over; three waits of 3, 2 and 1 seconds take 3 seconds together.
 */
public final class Gather {
  private Gather() {}

  /**
   * All results in the order of the work. Fails with the first failure, at once; as in asyncio the
   * others go on and are not cancelled (a {@link TaskGroup} does that).
   */
  public static <T> Future<List<T>> all(List<Future<T>> work) {
    return Future.all(work).map(done -> work.stream().map(Future::result).toList());
  }

  /** One outcome for each, in the order of the work: no failure hides another. Never fails. */
  public static <T> Future<List<Outcome<T>>> settled(List<Future<T>> work) {
    return Future.join(work)
        .transform(
            done -> Future.succeededFuture(work.stream().<Outcome<T>>map(Outcome::of).toList()));
  }

  /**
   * The first result. Fails only when everything has failed, with the last failure and the others
   * suppressed in it.
   */
  public static <T> Future<T> first(List<Future<T>> work) {
    if (work.isEmpty()) {
      return Future.failedFuture(new IllegalArgumentException("There is no work to gather"));
    }
    Promise<T> first = Promise.promise();
    AtomicInteger left = new AtomicInteger(work.size());
    for (Future<T> one : work) {
      one.onComplete(
          r -> {
            if (r.succeeded()) {
              first.tryComplete(r.result());
            } else if (left.decrementAndGet() == 0) {
              first.tryFail(allFailed(work, r.cause()));
            }
          });
    }
    return first.future();
  }

  private static <T> Throwable allFailed(List<Future<T>> work, Throwable last) {
    for (Future<T> one : work) {
      if (one.cause() != last) {
        last.addSuppressed(one.cause());
      }
    }
    return last;
  }
}
