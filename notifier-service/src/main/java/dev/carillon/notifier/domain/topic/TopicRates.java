package dev.carillon.notifier.domain.topic;

import dev.carillon.async.rate.TokenBucket;
import dev.carillon.contract.live.TopicRule;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import java.time.Duration;
import java.util.LinkedHashMap;
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
  private final Map<String, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * Nobody has spoken yet.
   *
   * @param nanos a clock that only goes forward
   */
  TopicRates(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Counts messages; RATE_LIMITED when they are more than may be. */
  void take(TopicRule rule, String topic, int messages) {
    Integer rate = rule.rate();
    if (rate == null) {
      return;
    }
    TokenBucket bucket =
        buckets.computeIfAbsent(
            topic + ' ' + rate, n -> new TokenBucket(Duration.ofNanos(SECOND / rate), rate));
    for (int i = 0; i < messages; i++) {
      if (bucket.request(nanos.getAsLong()) != 0) {
        throw Failure.of(
            FailureCode.RATE_LIMITED, "The topic takes " + rate + " messages per second");
      }
    }
  }
}
