package dev.carillon.gateway.security;

import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.time.Clocks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits requests per second and key, over all event loops of the process, with bursts of one
 * second's worth. Stands behind {@link Authentication}. There are as many buckets as keys.
 */
public final class KeyLimits implements Handler<RoutingContext> {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final Clocks clocks;
  private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();

  /**
   * A limit for every key.
   *
   * @param perSecond requests, at least 1; 0 for no limit
   */
  public KeyLimits(int perSecond, Clocks clocks) {
    this.perSecond = perSecond;
    this.clocks = clocks;
  }

  @Override
  public void handle(RoutingContext rc) {
    if (perSecond == 0) {
      rc.next();
      return;
    }
    rc.response().putHeader("ratelimit-policy", "\"key\";q=" + perSecond + ";w=1");
    if (isAllowed(Authentication.caller(rc).name())) {
      rc.next();
    } else {
      rc.fail(
          Failure.of(
              FailureCode.RATE_LIMITED,
              "The API key exceeded its limit of " + perSecond + " requests per second"));
    }
  }

  private boolean isAllowed(String key) {
    TokenBucket bucket =
        buckets.computeIfAbsent(
            key, k -> new TokenBucket(Duration.ofNanos(SECOND / perSecond), perSecond));
    synchronized (bucket) {
      return bucket.request(clocks.nanos()) == 0;
    }
  }
}
