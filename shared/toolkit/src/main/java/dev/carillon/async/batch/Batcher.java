package dev.carillon.async.batch;

import dev.carillon.async.task.Work;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is asked for within one turn of an event loop and asks for all of it at once, at
 * the end of the turn (a delay would only make it slower). Equal keys are asked for once.
 *
 * <pre>{@code
 * Batcher<UUID, User> users = Batcher.on(vertx.getOrCreateContext(), 256, ids -> load(ids));
 * Future<User> user = users.get(id);
 * }</pre>
 *
 * <p><b>Order</b>: batches leave in the order in which they began; a batch that is full goes at
 * once; nobody joins a batch that has left, so that one reads one's own writes. <b>Threads</b>:
 * safe from any, made for one loop: make one for each; a future completes on its caller's context.
 * <b>Cancellation</b>: one caller leaves with {@code Shield.of(batcher.get(key), cancellation)},
 * the batch and the others do not notice. <b>Failure</b>: of the load, fails everyone in the batch;
 * a key that the load did not give fails with {@link NoSuchElementException}.
 */
public final class Batcher<K, V> {
  private final Executor endOfTurn;
  private final int maxBatch;
  private final Function<List<K>, Future<Map<K, V>>> load;
  private Map<K, Promise<V>> waiting = new LinkedHashMap<>();

  /**
   * A batcher.
   *
   * @param endOfTurn runs what it is given at the end of the current turn
   * @param load gives the values of up to {@code maxBatch} different keys
   */
  public Batcher(Executor endOfTurn, int maxBatch, Function<List<K>, Future<Map<K, V>>> load) {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("A batch of " + maxBatch);
    }
    this.endOfTurn = endOfTurn;
    this.maxBatch = maxBatch;
    this.load = load;
  }

  /** A batcher for an event loop. */
  public static <K, V> Batcher<K, V> on(
      Context context, int maxBatch, Function<List<K>, Future<Map<K, V>>> load) {
    return new Batcher<>(task -> context.runOnContext(v -> task.run()), maxBatch, load);
  }

  /** The value of a key. */
  public Future<V> get(K key) {
    Promise<V> promise;
    Map<K, Promise<V>> batch;
    boolean begun;
    boolean full;
    synchronized (this) {
      promise = waiting.get(key);
      if (promise != null) {
        return Work.here(promise.future());
      }
      promise = Work.promise();
      batch = waiting;
      begun = batch.isEmpty();
      batch.put(key, promise);
      full = batch.size() == maxBatch;
      if (full) {
        waiting = new LinkedHashMap<>(); // nobody else joins this one
      }
    }
    if (full) {
      ask(batch);
    } else if (begun) {
      leaveLater(batch);
    }
    return promise.future();
  }

  /** A batch whose turn will not come is answered now: nobody may join what never leaves. */
  private void leaveLater(Map<K, Promise<V>> batch) {
    try {
      endOfTurn.execute(() -> leave(batch));
    } catch (RuntimeException refused) {
      synchronized (this) {
        if (batch == waiting) {
          waiting = new LinkedHashMap<>();
        }
      }
      batch.values().forEach(one -> Work.settle(one, Future.failedFuture(refused)));
    }
  }

  private void leave(Map<K, Promise<V>> batch) {
    synchronized (this) {
      if (batch != waiting) {
        return; // it was full and has left already
      }
      waiting = new LinkedHashMap<>();
    }
    ask(batch);
  }

  private void ask(Map<K, Promise<V>> batch) {
    List<K> keys = new ArrayList<>(batch.keySet());
    Work.begin(() -> load.apply(keys))
        .onComplete(
            r -> batch.forEach((key, promise) -> settle(key, promise, r.result(), r.cause())));
  }

  private static <K, V> void settle(
      K key, Promise<V> promise, @Nullable Map<K, V> values, @Nullable Throwable failure) {
    Work.settle(
        promise,
        failure == null ? Work.begin(() -> answer(key, values)) : Future.failedFuture(failure));
  }

  /** Some maps throw for a key that they cannot hold. */
  private static <K, V> Future<V> answer(K key, @Nullable Map<K, V> values) {
    if (values == null) {
      return Future.failedFuture(new NullPointerException("The load gave no map"));
    }
    return values.containsKey(key)
        ? Future.succeededFuture(values.get(key))
        : Future.failedFuture(new NoSuchElementException(String.valueOf(key)));
  }
}
