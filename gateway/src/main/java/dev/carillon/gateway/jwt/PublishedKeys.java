package dev.carillon.gateway.jwt;

import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.gateway.upstream.Fetched;
import dev.carillon.gateway.upstream.Upstream;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes (RFC 7517), as they were read last: those to check signatures
 * by, each under a name of its own. Thread-safe, but for {@link #read}, which is the loop's.
 */
final class PublishedKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** For so long keys serve on that nobody confirms. */
  private static final Duration STALE = Duration.ofHours(1);

  private static final int MOST = 100;

  private final URI url;
  private final Upstream upstream;
  private final Clocks clocks;
  private volatile Known known = new Known(Map.of(), 0);
  private boolean failing;

  /** The keys by their names, and when they were read. */
  private record Known(Map<String, PublicJsonWebKey> keys, long at) {}

  PublishedKeys(URI url, Upstream upstream, Clocks clocks) {
    this.url = url;
    this.upstream = upstream;
    this.clocks = clocks;
  }

  /** The key of this name; null if there is none, or none that is confirmed. */
  @Nullable PublicJsonWebKey find(String kid) {
    return isKnown() ? known.keys().get(kid) : null;
  }

  /** Whether any keys were read, and not too long ago. */
  boolean isKnown() {
    Known now = known;
    return !now.keys().isEmpty() && clocks.nanos() - now.at() <= STALE.toNanos();
  }

  /** Reads them; if that fails, those of before serve on for an hour. */
  Future<Void> read() {
    long asked = clocks.nanos();
    Deadline deadline = Deadline.in(ANSWER, clocks);
    return upstream
        .get(url, deadline, Cancellation.until(deadline))
        .map(PublishedKeys::keys)
        .onComplete(r -> tell(r.cause()))
        .map(
            keys -> {
              known = new Known(keys, asked);
              return null;
            });
  }

  /** Once for each time that it lasts. */
  private void tell(@Nullable Throwable failure) {
    if (failure != null && !failing) {
      LOG.warn(
          "The keys of {} cannot be read ({}); those that are known serve on for {}",
          url,
          failure.getMessage(),
          STALE);
    } else if (failure == null && failing) {
      LOG.info("The keys of {} can be read again", url);
    }
    failing = failure != null;
  }

  private static Map<String, PublicJsonWebKey> keys(Fetched answer) {
    if (answer.status() != 200) {
      throw new IllegalStateException("it answered " + answer.status());
    }
    List<JsonWebKey> all;
    try {
      all = new JsonWebKeySet(answer.body().toString(StandardCharsets.UTF_8)).getJsonWebKeys();
    } catch (JoseException noSet) {
      throw new IllegalStateException("this is no set of keys: " + noSet.getMessage(), noSet);
    }
    Map<String, PublicJsonWebKey> keys = new HashMap<>();
    for (JsonWebKey key : all.subList(0, Math.min(MOST, all.size()))) {
      String use = key.getUse();
      if (key instanceof PublicJsonWebKey one
          && key.getKeyId() != null
          && (use == null || "sig".equals(use))
          && keys.putIfAbsent(key.getKeyId(), one) != null) {
        throw new IllegalStateException("two keys have the name " + key.getKeyId());
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalStateException("it has no key with a name to check signatures by");
    }
    return Map.copyOf(keys);
  }
}
