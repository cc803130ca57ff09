package dev.carillon.async.time;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter within the
 * millisecond, 62 random bits. They identify, they are not secrets.
 *
 * <pre>{@code
 * Uuid7 ids = new Uuid7(clocks);
 * UUID id = ids.next();
 * }</pre>
 *
 * <p><b>Order</b>: ids of one maker ascend, also when the wall clock goes back. <b>Threads</b>:
 * safe from any. <b>Cancellation</b>, <b>Failure</b>: none.
 */
public final class Uuid7 {
  private static final long COUNTER_LIMIT = 1L << 12;

  private final Clocks clocks;
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
  private long lastMillis;
  private long counter;

  /** A maker on the given clock. */
  public Uuid7(Clocks clocks) {
    this.clocks = clocks;
  }

  /** The next id. */
  public synchronized UUID next() {
    long millis = clocks.now().toEpochMilli();
    if (millis > lastMillis) {
      lastMillis = millis;
      counter = 0;
    } else if (++counter == COUNTER_LIMIT) {
      // More than 4096 in a millisecond, or the clock went back: borrow from the future.
      lastMillis++;
      counter = 0;
    }
    long high = (lastMillis << 16) | 0x7000L | counter;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
