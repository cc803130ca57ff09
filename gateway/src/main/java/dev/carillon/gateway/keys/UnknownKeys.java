package dev.carillon.gateway.keys;

import dev.carillon.async.rate.Recent;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.time.Clocks;
import dev.carillon.gateway.security.HashedKey;
import java.time.Duration;
import java.util.Map;

/**
 * What keeps those who try keys from filling memory or keeping users-service busy: the last keys
 * that nobody held, and how often each address may have a key looked for. Both forget whom they
 * have not seen for longest. Thread-safe.
 */
final class UnknownKeys {
  private static final int REMEMBERED = 16_384;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final int perSecond;
  private final Clocks clocks;
  private final Map<HashedKey, Long> unknown = new Recent<>(REMEMBERED);
  private final Map<String, TokenBucket> addresses = new Recent<>(REMEMBERED);

  /**
   * Nothing is known.
   *
   * @param perSecond keys of one address that may be looked for in a second; a burst may have two
   *     seconds' worth
   */
  UnknownKeys(int perSecond, Clocks clocks) {
    this.perSecond = perSecond;
    this.clocks = clocks;
  }

  /** Whether the list of this version has no such key, as was found before. */
  boolean contains(HashedKey key, long version) {
    synchronized (unknown) {
      Long found = unknown.get(key);
      return found != null && found == version;
    }
  }

  /** The list of this version has no such key. */
  void add(HashedKey key, long version) {
    synchronized (unknown) {
      unknown.put(key, version);
    }
  }

  /** Whether an address may have one more key looked for. */
  boolean admits(String address) {
    synchronized (addresses) {
      return addresses
              .computeIfAbsent(
                  address,
                  a -> new TokenBucket(Duration.ofNanos(SECOND / perSecond), 2 * perSecond))
              .request(clocks.nanos())
          == 0;
    }
  }

  /** How many keys and addresses are remembered. */
  int remembered() {
    synchronized (unknown) {
      synchronized (addresses) {
        return unknown.size() + addresses.size();
      }
    }
  }
}
