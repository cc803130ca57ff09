package dev.carillon.async.rate;

/**
 * The arithmetic of a rate limit, without a clock and without waiting: asked at a moment, it says
 * how long to wait, and notes what it granted. Not thread-safe; {@link RateLimiter} guards it.
 * Moments are nanoseconds of a clock that only goes forward.
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
