package dev.carillon.async.rate;

import dev.carillon.async.time.Durations;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * At most so many calls in any window of the given length, wherever the window begins: the moments
 * of the last calls are kept (a sliding-window log). Exact, with memory for {@code calls} moments.
 *
 * <pre>{@code
 * Limit threePerTwoSeconds = new SlidingWindow(3, Duration.ofSeconds(2));
 * }</pre>
 *
 * <p><b>Order</b>, <b>Threads</b>, <b>Cancellation</b>, <b>Failure</b>: as {@link Limit}.
 */
public final class SlidingWindow implements Limit {
  private final int calls;
  private final long window;
  private final Deque<Long> granted = new ArrayDeque<>();

  /** At least one call per window. */
  public SlidingWindow(int calls, Duration window) {
    if (calls < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(calls + " calls per " + window + " is not a limit");
    }
    this.calls = calls;
    this.window = Durations.nanos(window);
  }

  @Override
  public long request(long now) {
    while (!granted.isEmpty() && now - granted.peekFirst() >= window) {
      granted.removeFirst();
    }
    if (granted.size() < calls) {
      granted.addLast(now);
      return 0;
    }
    return window - (now - granted.getFirst());
  }
}
