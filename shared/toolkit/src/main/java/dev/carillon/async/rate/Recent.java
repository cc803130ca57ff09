package dev.carillon.async.rate;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map of the entries that were asked for last: beyond its bound the one goes that nobody asked
 * for the longest. For what is remembered of callers without end, such as a {@link TokenBucket} for
 * each, which is full by the time that it is forgotten.
 *
 * <pre>{@code
 * Map<String, TokenBucket> buckets = new Recent<>(16_384);
 * }</pre>
 *
 * <p><b>Order</b>: of the last use, the oldest first.
 *
 * <p><b>Threads</b>: one at a time; a read changes the order, so that readers need the same lock.
 *
 * <p><b>Cancellation</b>: nothing waits.
 *
 * <p><b>Failure</b>: none of its own.
 */
public final class Recent<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  /**
   * An empty map.
   *
   * @param most how many entries it keeps
   */
  public Recent(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
