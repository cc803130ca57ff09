package dev.carillon.gateway.jwt;

import dev.carillon.async.batch.SingleFlight;
import dev.carillon.async.task.Cancellation;
import dev.carillon.async.time.Clocks;
import dev.carillon.async.time.Deadline;
import dev.carillon.gateway.upstream.Fetched;
import dev.carillon.gateway.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer publishes (RFC 7517), as they were read last: those to check signatures
 * by, each under a name of its own. Thread-safe.
 */
final class PublishedKeys {
  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** For so long keys serve on that nobody confirms. */
  private static final Duration STALE = Duration.ofHours(1);

  /** A token that names an unknown key has them read, but not more often than this. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private static final int MOST = 100;
  private static final String ALL = "all";

  private final URI url;
  private final Upstream upstream;
  private final Clocks clocks;
  private final Context context;
  private final SingleFlight<String, Void> reads = new SingleFlight<>(all -> begin());
  private volatile Known known;
  private volatile long asked;
  private volatile @Nullable Future<Void> flight;
  private boolean failing;

  /** The keys by their names, their thumbprints (RFC 7638), and when the reading of them began. */
  private record Known(Map<String, PublicJsonWebKey> keys, Set<String> thumbprints, long at) {}

  PublishedKeys(Vertx vertx, URI url, Upstream upstream, Clocks clocks) {
    this.url = url;
    this.upstream = upstream;
    this.clocks = clocks;
    this.context = vertx.getOrCreateContext();
    this.known = new Known(Map.of(), Set.of(), clocks.nanos());
    this.asked = clocks.nanos() - AGAIN.toNanos();
  }

  /** Whether any keys were read, and not too long ago. */
  boolean isKnown() {
    Known now = known;
    return !now.keys().isEmpty() && clocks.nanos() - now.at() <= STALE.toNanos();
  }

  /** Whether a key is still published, as far as anybody knows. */
  boolean has(String thumbprint) {
    return known.thumbprints().contains(thumbprint);
  }

  /**
   * The key of this name, read anew if it is not known; null if it was not among those that were
   * read since. Fails if nobody can say so.
   */
  Future<@Nullable PublicJsonWebKey> find(String kid) {
    PublicJsonWebKey found = isKnown() ? known.keys().get(kid) : null;
    if (found != null) {
      return Future.succeededFuture(found);
    }
    long came = clocks.nanos();
    return again()
        .map(
            v -> {
              PublicJsonWebKey now = isKnown() ? known.keys().get(kid) : null;
              if (now == null && (!isKnown() || known.at() - came < 0)) {
                throw new IllegalStateException("The keys were not read since it was shown");
              }
              return now;
            });
  }

  /** Joins a reading that is on its way; begins one, unless that was done a moment ago. */
  Future<Void> again() {
    Future<Void> joined = flight;
    if (joined != null && !joined.isComplete()) {
      return joined;
    }
    return clocks.nanos() - asked < AGAIN.toNanos() ? Future.succeededFuture() : read();
  }

  /** Reads them; if that fails, those of before serve on for an hour. */
  Future<Void> read() {
    return reads.get(ALL);
  }

  /** On the context that the client for it lives on. */
  private Future<Void> begin() {
    Promise<Void> done = Promise.promise();
    flight = done.future();
    asked = clocks.nanos();
    context.runOnContext(v -> fetch().onComplete(done));
    return done.future();
  }

  private Future<Void> fetch() {
    long began = clocks.nanos();
    Deadline deadline = Deadline.in(ANSWER, clocks);
    return upstream
        .get(url, deadline, Cancellation.until(deadline))
        .map(answer -> known(keys(answer), began))
        .onComplete(r -> tell(r.cause()))
        .map(
            read -> {
              known = read;
              return null;
            });
  }

  /** Once for each time that it lasts. */
  private void tell(@Nullable Throwable failure) {
    if (failure != null && !failing) {
      LOG.warn(
          "The keys of {} cannot be read ({}); {}",
          url,
          failure.getMessage(),
          isKnown()
              ? "those that are known serve on for an hour"
              : "its tokens are refused with 503");
    } else if (failure == null && failing) {
      LOG.info("The keys of {} can be read again", url);
    }
    failing = failure != null;
  }

  private static Known known(Map<String, PublicJsonWebKey> keys, long at) {
    return new Known(
        keys,
        keys.values().stream()
            .map(PublishedKeys::thumbprint)
            .collect(Collectors.toUnmodifiableSet()),
        at);
  }

  static String thumbprint(PublicJsonWebKey key) {
    return key.calculateBase64urlEncodedThumbprint("SHA-256");
  }

  private Map<String, PublicJsonWebKey> keys(Fetched answer) {
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
    Set<String> doubled = new HashSet<>();
    for (JsonWebKey key : all.subList(0, Math.min(MOST, all.size()))) {
      String use = key.getUse();
      if (key instanceof PublicJsonWebKey one
          && key.getKeyId() != null
          && (use == null || "sig".equals(use))
          && keys.put(key.getKeyId(), one) != null) {
        doubled.add(key.getKeyId());
      }
    }
    if (keys.keySet().removeAll(doubled)) {
      LOG.warn("Two keys of {} have the same name, and neither is used: {}", url, doubled);
    }
    if (keys.isEmpty()) {
      throw new IllegalStateException("it has no key with a name to check signatures by");
    }
    return Map.copyOf(keys);
  }
}
