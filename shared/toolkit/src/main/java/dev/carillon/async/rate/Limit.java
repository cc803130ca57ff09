package dev.carillon.async.rate;

/**
 * The arithmetic of a rate limit, without a clock and without waiting: asked at a moment, it says
 * how long to wait, and notes what it granted. Moments are nanoseconds of a clock that only goes
 * forward.
 *
 * <pre>{@code
 * Limit limit = new SlidingWindow(3, Duration.ofSeconds(2));
 * long wait = limit.request(clocks.nanos()); // 0: granted
 * }</pre>
 *
 * <p><b>Order</b>: that of the calls. <b>Threads</b>: not thread-safe; {@link RateLimiter} guards
 * it. <b>Cancellation</b>: nothing is counted before it is granted. <b>Failure</b>: none.
 */
public sealed interface Limit permits SlidingWindow, TokenBucket {
  /**
   * Asks for one call.
   *
   * @return 0 if it is granted, and counted; else how many nanoseconds to wait before asking again,
   *     and nothing is counted
   */
  long request(long now);
}
