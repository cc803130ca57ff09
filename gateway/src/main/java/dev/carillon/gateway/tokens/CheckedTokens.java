package dev.carillon.gateway.tokens;

import dev.carillon.async.rate.Recent;
import dev.carillon.async.rate.TokenBucket;
import dev.carillon.async.time.Clocks;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens whose signatures were checked last, by their hashes, and who has shown bad ones: to
 * check a signature costs some 150 microseconds of an event loop. Both forget whom they have not
 * seen for longest. Thread-safe.
 */
final class CheckedTokens {
  private static final int REMEMBERED = 16_384;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final int perSecond;
  private final Clocks clocks;
  private final Map<HashedKey, Caller> checked = new Recent<>(REMEMBERED);
  private final Map<String, Tries> addresses = new Recent<>(REMEMBERED);

  /** The bad ones of one address, and until when it is not listened to. */
  private static final class Tries {
    private final TokenBucket bucket;
    private long until;

    Tries(TokenBucket bucket, long until) {
      this.bucket = bucket;
      this.until = until;
    }
  }

  /**
   * Nothing was checked yet.
   *
   * @param perSecond bad ones of one address that are checked in a second, twice as many at once
   */
  CheckedTokens(int perSecond, Clocks clocks) {
    this.perSecond = perSecond;
    this.clocks = clocks;
  }

  @Nullable Caller find(HashedKey token) {
    synchronized (checked) {
      return checked.get(token);
    }
  }

  void put(HashedKey token, Caller good) {
    synchronized (checked) {
      checked.put(token, good);
    }
  }

  void remove(HashedKey token) {
    synchronized (checked) {
      checked.remove(token);
    }
  }

  /** Whether an address has shown too many bad ones of late. */
  boolean isBarred(String address) {
    synchronized (addresses) {
      Tries tries = addresses.get(address);
      return tries != null && clocks.nanos() - tries.until < 0;
    }
  }

  /** An address has shown a bad one. */
  void wasBad(String address) {
    long now = clocks.nanos();
    synchronized (addresses) {
      Tries tries =
          addresses.computeIfAbsent(
              address,
              a -> new Tries(new TokenBucket(SECOND.dividedBy(perSecond), 2 * perSecond), now));
      tries.until = now + tries.bucket.request(now);
    }
  }
}
