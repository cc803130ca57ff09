package dev.carillon.async.batch;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * Collects what is asked for within one turn of an event loop and asks for all of it at once, at
 * the end of the turn (a delay would only make it slower). Equal keys are asked for once. A batch
 * that is full goes at once. Nobody joins a batch that has left, so that one reads one's own
 * writes.
 *
 * <p>Lives on one event loop: make one for each, and use it there only.
 */
public final class Batcher<K, V> {
  private final Context context;
  private final int maxBatch;
  private final Function<List<K>, Future<Map<K, V>>> load;
  private Map<K, Promise<V>> waiting = new LinkedHashMap<>();

  /**
   * A batcher for an event loop.
   *
   * @param load gives the values of up to {@code maxBatch} different keys; a key that is missing in
   *     its answer fails with {@link NoSuchElementException}
   */
  public Batcher(Context context, int maxBatch, Function<List<K>, Future<Map<K, V>>> load) {
    this.context = context;
    this.maxBatch = maxBatch;
    this.load = load;
  }

  /** The value of a key. */
  public Future<V> get(K key) {
    if (waiting.isEmpty()) {
      Map<K, Promise<V>> batch = waiting;
      context.runOnContext(v -> leave(batch));
    }
    Future<V> value = waiting.computeIfAbsent(key, k -> Promise.promise()).future();
    if (waiting.size() >= maxBatch) {
      leave(waiting);
    }
    return value;
  }

  private void leave(Map<K, Promise<V>> batch) {
    if (batch != waiting || batch.isEmpty()) {
      return; // it was full and has left already
    }
    waiting = new LinkedHashMap<>();
    List<K> keys = new ArrayList<>(batch.keySet());
    Future.<Void>succeededFuture()
        .compose(v -> load.apply(keys))
        .onComplete(
            r ->
                batch.forEach(
                    (key, promise) -> {
                      if (r.failed()) {
                        promise.fail(r.cause());
                      } else if (r.result().containsKey(key)) {
                        promise.complete(r.result().get(key));
                      } else {
                        promise.fail(new NoSuchElementException(String.valueOf(key)));
                      }
                    }));
  }
}
