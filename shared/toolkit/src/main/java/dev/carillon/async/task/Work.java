package dev.carillon.async.task;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.FutureInternal;
import java.util.Arrays;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two ends of asynchronous work that somebody hands over: how it begins, and where its result
 * comes back. For those who write primitives like the ones here.
 *
 * <pre>{@code
 * Promise<Page> promise = Work.promise();         // completes on the context of this caller
 * Work.begin(() -> fetch(url)).onComplete(promise); // a throw is a failed future
 * Future<Page> page = promise.future();
 * }</pre>
 *
 * <p><b>Order</b>: as the work's own. <b>Threads</b>: safe from any. <b>Cancellation</b>: none of
 * its own. <b>Failure</b>: whatever the work does wrong is a failed future, never a throw.
 */
public final class Work {
  private static final Logger LOG = LoggerFactory.getLogger(Work.class);

  private Work() {}

  /** Begins; a throw or a missing future becomes a failed one. */
  public static <T> Future<T> begin(Supplier<Future<T>> work) {
    try {
      Future<T> begun = work.get();
      return begun == null
          ? Future.failedFuture(new NullPointerException("The work gave no future"))
          : begun;
    } catch (Throwable e) { // an Error too: what the work holds must be given back
      return Future.failedFuture(e);
    }
  }

  /**
   * The same end, for a caller who wants it on its own context: also when the work has ended
   * already, and on another one.
   */
  public static <T> Future<T> here(Future<T> work) {
    Context here = Vertx.currentContext();
    if (here == null
        || (work instanceof FutureInternal<T> internal && internal.context() == here)) {
      return work;
    }
    if (work.isComplete()) {
      ContextInternal context = (ContextInternal) here;
      return work.succeeded()
          ? context.succeededFuture(work.result())
          : context.failedFuture(work.cause());
    }
    Promise<T> promise = promise();
    work.onComplete(r -> settle(promise, r));
    return promise.future();
  }

  /**
   * Completes a promise. Without a context its listeners run at once, and what one of them throws
   * comes out here: it is logged, because it must not keep the one who completes from going on.
   */
  public static <T> void settle(Promise<T> promise, AsyncResult<T> result) {
    try {
      promise.handle(result);
    } catch (Throwable e) { // an Error too
      LOG.error("A listener failed", e);
    }
  }

  /**
   * Notes in a failure that something else failed too, unless it holds that already: as itself, as
   * its cause or as one that it suppresses. The same exception may come from several places.
   */
  public static void alsoFailed(Throwable first, Throwable other) {
    if (first != other
        && first.getCause() != other
        && Arrays.stream(first.getSuppressed()).noneMatch(known -> known == other)) {
      first.addSuppressed(other);
    }
  }

  /**
   * A promise whose future's listeners run on the context of whoever calls this; without a context,
   * on the thread that completes it.
   */
  public static <T> Promise<T> promise() {
    Context here = Vertx.currentContext();
    return here == null ? Promise.promise() : ((ContextInternal) here).promise();
  }
}
