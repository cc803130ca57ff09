package dev.carillon.gateway.limits;

import dev.carillon.async.rate.Recent;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.time.Clocks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;

/**
 * So many in a second for each name, with bursts of one second's worth, over all event loops of the
 * process. Who was not seen for longest is forgotten first; a bucket that nobody asked for some
 * time is full, so that nothing is lost with it.
 */
final class Rates {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int REMEMBERED = 16_384;

  private static final CharSequence POLICY = HttpHeaders.createOptimized("ratelimit-policy");
  private static final CharSequence LEFT = HttpHeaders.createOptimized("ratelimit");

  private final String policy;
  private final CharSequence policyHeader;
  private final String what;
  private final int perSecond;
  private final Clocks clocks;
  private final Map<String, TokenBucket> buckets = new Recent<>(REMEMBERED);

  /**
   * A rate for every name.
   *
   * @param policy the name of the limit in the headers
   * @param perSecond at least 1; 0 for no limit
   */
  Rates(String policy, String what, int perSecond, Clocks clocks) {
    this.policy = policy;
    this.policyHeader = HttpHeaders.createOptimized("\"" + policy + "\";q=" + perSecond + ";w=1");
    this.what = what;
    this.perSecond = perSecond;
    this.clocks = clocks;
  }

  /**
   * Whether this one may pass. Says what is left in {@code RateLimit} and {@code RateLimit-Policy}
   * (draft-ietf-httpapi-ratelimit-headers).
   */
  boolean admit(RoutingContext rc, String name) {
    if (perSecond == 0) {
      return true;
    }
    int left = take(name);
    rc.response()
        .putHeader(POLICY, policyHeader)
        .putHeader(LEFT, "\"" + policy + "\";r=" + Math.max(0, left) + ";t=1");
    return left >= 0;
  }

  /** The same for what has no headers. */
  boolean admit(String name) {
    return perSecond == 0 || take(name) >= 0;
  }

  /** What is left after this one; less than nothing if it may not pass. */
  private int take(String name) {
    synchronized (buckets) {
      TokenBucket bucket =
          buckets.computeIfAbsent(
              name, n -> new TokenBucket(Duration.ofNanos(SECOND / perSecond), perSecond));
      return bucket.request(clocks.nanos()) == 0 ? bucket.left() : -1;
    }
  }

  /** RATE_LIMITED, with the limit. */
  Failure refusal(String who) {
    return Failure.of(
        FailureCode.RATE_LIMITED, who + " exceeded its limit of " + perSecond + " " + what);
  }
}
