package dev.carillon.async.batch;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something that is acquired, used and always released: on success, failure and cancellation, after
 * Python's asynchronous context managers.
 *
 * <pre>{@code
 * Resource.using(() -> pool.getConnection(), SqlConnection::close, connection -> work(connection));
 * }</pre>
 */
public final class Resource {
  private Resource() {}

  /**
   * Acquires, uses, releases. What the use gave is given back after the release; if both fail, the
   * failure of the use is reported with that of the release suppressed in it.
   */
  public static <R, T> Future<T> using(
      Supplier<Future<R>> acquire, Function<R, Future<?>> release, Function<R, Future<T>> use) {
    return acquire
        .get()
        .compose(
            resource ->
                Future.<Void>succeededFuture()
                    .compose(v -> use.apply(resource))
                    .transform(
                        used ->
                            Future.<Void>succeededFuture()
                                .compose(v -> release.apply(resource))
                                .transform(released -> result(used, released.cause()))));
  }

  private static <T> Future<T> result(AsyncResult<T> used, @Nullable Throwable releaseFailure) {
    if (used.succeeded()) {
      return releaseFailure == null
          ? Future.succeededFuture(used.result())
          : Future.failedFuture(releaseFailure);
    }
    if (releaseFailure != null) {
      used.cause().addSuppressed(releaseFailure);
    }
    return Future.failedFuture(used.cause());
  }
}
