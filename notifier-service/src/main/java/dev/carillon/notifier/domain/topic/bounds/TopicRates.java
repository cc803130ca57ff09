package dev.carillon.notifier.domain.topic.bounds;

import dev.carillon.async.rate.Recent;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.contract.live.TopicRule;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many messages a topic takes per second, by its rule, in this process; with bursts of one
 * second's worth. Who was not used for longest is forgotten first: its bucket is full. Lives on one
 * event loop.
 */
final class TopicRates {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** Topics whose bucket is remembered; one that is forgotten has a full one. */
  private static final int REMEMBERED = 16_384;

  private final LongSupplier nanos;
  private final Map<String, TokenBucket> buckets = new Recent<>(REMEMBERED);

  /**
   * Nobody has spoken yet.
   *
   * @param nanos a clock that only goes forward
   */
  TopicRates(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Counts messages, all or none: false when they are more than may be, and then none is. */
  boolean take(TopicRule rule, String topic, int messages) {
    Integer rate = rule.rate();
    if (rate == null) {
      return true;
    }
    TokenBucket bucket =
        buckets.computeIfAbsent(
            topic + ' ' + rate, n -> new TokenBucket(Duration.ofNanos(SECOND / rate), rate));
    return bucket.take(messages, nanos.getAsLong());
  }
}
