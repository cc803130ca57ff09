package dev.carillon.users.domain.tokens;

import dev.carillon.async.rate.Recent;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many tokens and tickets one API key or user asks for in a second, twice as many at once: each
 * is a signature or a row. Who was not seen for longest is forgotten first: its bucket is full by
 * then. Thread-safe.
 */
final class TokenRates {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int REMEMBERED = 16_384;

  private final int perSecond;
  private final LongSupplier nanos;
  private final Map<String, TokenBucket> buckets = new Recent<>(REMEMBERED);

  /**
   * Nobody has asked yet.
   *
   * @param nanos a clock that only goes forward
   */
  TokenRates(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
  }

  /** Counts one; RATE_LIMITED when there are more than may be. */
  void take(String holder) {
    long wait;
    synchronized (buckets) {
      wait =
          buckets
              .computeIfAbsent(
                  holder, h -> new TokenBucket(SECOND.dividedBy(perSecond), 2 * perSecond))
              .request(nanos.getAsLong());
    }
    if (wait != 0) {
      throw Failure.of(
          FailureCode.RATE_LIMITED,
          "One key or user may have %d tokens and tickets made in a second".formatted(perSecond));
    }
  }
}
