package dev.carillon.async.batch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Lets those who ask for the same key at the same time share one piece of work. Nothing is cached:
 * who asks after it has ended starts it anew. A failure goes to all who shared it. Thread-safe.
 */
public final class SingleFlight<K, V> {
  private final Function<K, Future<V>> work;
  private final Map<K, Promise<V>> flying = new HashMap<>();

  /** Does {@code work} once per key at a time. */
  public SingleFlight(Function<K, Future<V>> work) {
    this.work = work;
  }

  /** The value for a key: of the work under way, or of work that begins now. */
  public Future<V> get(K key) {
    Promise<V> promise;
    synchronized (this) {
      Promise<V> shared = flying.get(key);
      if (shared != null) {
        return shared.future();
      }
      promise = Promise.promise();
      flying.put(key, promise);
    }
    Future.<Void>succeededFuture()
        .compose(v -> work.apply(key))
        .onComplete(
            r -> {
              land(key);
              if (r.succeeded()) {
                promise.complete(r.result());
              } else {
                promise.fail(r.cause());
              }
            });
    return promise.future();
  }

  private synchronized void land(K key) {
    flying.remove(key);
  }
}
