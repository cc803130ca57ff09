package dev.carillon.async.task;

import dev.carillon.async.debug.Debug;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several pieces of work at once, after {@code asyncio.gather} and {@code asyncio.wait}. The work
 * has begun when it is handed over; three waits of 3, 2 and 1 seconds take 3 seconds together.
 *
 * <pre>{@code
 * Future<List<Page>> pages = Gather.all(List.of(fetch("/a"), fetch("/b")));
 * Future<List<Outcome<Page>>> each = Gather.settled(List.of(fetch("/a"), fetch("/b")));
 * Future<Page> fastest = Gather.first(List.of(fetch("/a"), fetch("/b")));
 * }</pre>
 *
 * <p><b>Order</b>: results stand in the order of the work, whatever ended first. <b>Threads</b>:
 * safe from any; the future completes on the caller's context. <b>Cancellation</b>: of one piece is
 * its failure; to cancel all of them, start them as tasks of one {@link Cancellation} or {@link
 * TaskGroup} (a future cannot be cancelled, so neither can a gathering of futures). <b>Failure</b>:
 * see each method.
 */
public final class Gather {
  private Gather() {}

  /**
   * All results in the order of the work. Fails with the first failure, at once; as in asyncio the
   * others go on and are not cancelled (a {@link TaskGroup} does that).
   */
  public static <T> Future<List<T>> all(List<Future<T>> work) {
    Promise<List<T>> gathered = Work.promise();
    Future.all(work).<List<T>>map(done -> results(work)).onComplete(gathered);
    return Debug.watch("gathered work", gathered.future());
  }

  /** One outcome for each, in the order of the work: no failure hides another. Never fails. */
  public static <T> Future<List<Outcome<T>>> settled(List<Future<T>> work) {
    Promise<List<Outcome<T>>> gathered = Work.promise();
    Future.join(work)
        .<List<Outcome<T>>>transform(
            done -> Future.succeededFuture(work.stream().<Outcome<T>>map(Outcome::of).toList()))
        .onComplete(gathered);
    return gathered.future();
  }

  /**
   * The first result. Fails only when everything has failed, with the last failure and the others
   * suppressed in it; with {@link IllegalArgumentException} when there is no work.
   */
  public static <T> Future<T> first(List<Future<T>> work) {
    if (work.isEmpty()) {
      return Future.failedFuture(new IllegalArgumentException("There is no work to gather"));
    }
    Promise<T> first = Work.promise();
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
    return Debug.watch("the first of several", first.future());
  }

  /** A list that, unlike {@code List.copyOf}, takes the null of a {@code Future<Void>}. */
  private static <T> List<T> results(List<Future<T>> work) {
    return work.stream().map(Future::result).toList();
  }

  private static <T> Throwable allFailed(List<Future<T>> work, Throwable last) {
    for (Future<T> one : work) {
      Work.alsoFailed(last, one.cause());
    }
    return last;
  }
}
