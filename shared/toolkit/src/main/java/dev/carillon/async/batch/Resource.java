package dev.carillon.async.batch;

import dev.carillon.async.debug.Debug;
import dev.carillon.async.task.Work;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is acquired, used and always released, after Python's asynchronous context
 * managers.
 *
 * <pre>{@code
 * Future<Page> page = Resource.using(() -> open(url), connection -> connection.close(),
 *     connection -> connection.read());
 * }</pre>
 *
 * <p><b>Order</b>: acquire, use, release; the result comes after the release. <b>Threads</b>: safe
 * from any. <b>Cancellation</b>: of the use is one way for it to end, so the release runs; the use
 * must end for the release to begin. <b>Failure</b>: of acquire, nothing is released; of the use,
 * or of the release; if both fail, that of the use with the other one suppressed in it.
 */
public final class Resource {
  private Resource() {}

  /** Acquires, uses, releases. */
  public static <R, T> Future<T> using(
      Supplier<Future<R>> acquire, Function<R, Future<?>> release, Function<R, Future<T>> use) {
    return Debug.watch(
        "use of a resource",
        begin(acquire)
            .compose(
                resource ->
                    begin(() -> use.apply(resource))
                        .transform(
                            used ->
                                begin(() -> release.apply(resource).mapEmpty())
                                    .transform(released -> result(used, released.cause())))));
  }

  private static <T> Future<T> begin(Supplier<Future<T>> step) {
    return Work.here(Work.begin(step));
  }

  private static <T> Future<T> result(AsyncResult<T> used, @Nullable Throwable releaseFailure) {
    if (used.succeeded()) {
      return releaseFailure == null
          ? Future.succeededFuture(used.result())
          : Future.failedFuture(releaseFailure);
    }
    if (releaseFailure != null) {
      Work.alsoFailed(used.cause(), releaseFailure);
    }
    return Future.failedFuture(used.cause());
  }
}
