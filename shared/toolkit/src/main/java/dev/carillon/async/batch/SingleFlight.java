package dev.carillon.async.batch;

import dev.carillon.async.task.Work;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Lets those who ask for the same key at the same time share one piece of work. Nothing is cached:
 * who asks after it has ended starts it anew.
 *
 * <pre>{@code
 * SingleFlight<String, Page> pages = new SingleFlight<>(url -> fetch(url));
 * Future<Page> page = pages.get(url);
 * Future<Page> mine = Shield.of(pages.get(url), cancellation); // I may leave, the others stay
 * }</pre>
 *
 * <p><b>Order</b>: those who share are answered in the order in which they came. <b>Threads</b>:
 * safe from any; each future completes on its caller's context. <b>Cancellation</b>: as shown; the
 * flight belongs to nobody and goes on. <b>Failure</b>: goes to all who shared it.
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
    Promise<V> mine = Work.promise();
    Promise<V> flight;
    boolean first;
    synchronized (this) {
      flight = flying.get(key);
      first = flight == null;
      if (flight == null) {
        flight = Promise.promise();
        flying.put(key, flight);
      }
    }
    flight.future().onComplete(r -> Work.settle(mine, r));
    if (first) {
      takeOff(key, flight);
    }
    return mine.future();
  }

  private void takeOff(K key, Promise<V> flight) {
    Work.begin(() -> work.apply(key))
        .onComplete(
            r -> {
              land(key);
              Work.settle(flight, r);
            });
  }

  private synchronized void land(K key) {
    flying.remove(key);
  }
}
