package dev.carillon.gateway.tokens;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.tokens.TokenNews;
import java.security.PublicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The public keys that users-service told of last, by their names. Thread-safe. */
final class TrustedKeys {
  private static final Logger LOG = LoggerFactory.getLogger(TrustedKeys.class);

  private final Clocks clocks;
  private volatile Map<String, Trusted> keys = Map.of();

  private record Trusted(PublicKey key, String spki, @Nullable Instant until) {}

  TrustedKeys(Clocks clocks) {
    this.clocks = clocks;
  }

  /** The key of this name, if what it has signed may still be good. */
  @Nullable PublicKey find(String kid) {
    Trusted known = keys.get(kid);
    return known == null || (known.until() != null && !clocks.now().isBefore(known.until()))
        ? null
        : known.key();
  }

  /** These and no others. */
  void replace(List<TokenNews.PublicKey> told) {
    Map<String, Trusted> before = keys;
    Map<String, Trusted> now = new HashMap<>();
    for (TokenNews.PublicKey key : told) {
      Trusted known = before.get(key.kid());
      try {
        PublicKey read =
            known != null && known.spki().equals(key.spki())
                ? known.key()
                : TokenReader.key(key.spki());
        now.put(key.kid(), new Trusted(read, key.spki(), key.validUntil()));
      } catch (IllegalArgumentException unknown) {
        LOG.warn("The signing key {} is not used: {}", key.kid(), unknown.getMessage());
      }
    }
    keys = Map.copyOf(now);
  }
}
