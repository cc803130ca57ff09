package dev.carillon.async.sync;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Runs what a caller hands over: a throw or a missing future becomes a failed one. */
final class Running {
  private Running() {}

  static <T> Future<T> of(Supplier<Future<T>> action) {
    try {
      Future<T> future = action.get();
      return future == null
          ? Future.failedFuture(new NullPointerException("The action gave no future"))
          : future;
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
