package dev.carillon.gateway.keys;

import dev.carillon.config.ConfigSource;
import java.time.Duration;

/**
 * How the keys of the table are checked.
 *
 * @param stale how long they are good without an answer of users-service
 * @param perAddress keys of one address that may be looked for in a second
 * @param atOnce keys that may be looked for at a time
 */
public record KeyBounds(Duration stale, int perAddress, int atOnce) {
  /** The defaults. */
  public static final KeyBounds USUAL = new KeyBounds(Duration.ofSeconds(30), 50, 64);

  private static final int MOST = 100_000;

  /** So many looks must fail before nothing is taken any more. */
  private static final int LOOKS = 3;

  private static final Duration SHORTEST = Duration.ofSeconds(3);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** How long nobody need look, if each look is answered. */
  Duration rest() {
    return stale.dividedBy(LOOKS);
  }

  /** Reads them. */
  public static KeyBounds read(ConfigSource config) {
    Duration stale = config.duration("CARILLON_KEYS_STALE", USUAL.stale);
    if (stale.compareTo(SHORTEST) < 0 || stale.compareTo(LONGEST) > 0) {
      config.reject("CARILLON_KEYS_STALE", "must be from 3s to 1d");
    }
    return new KeyBounds(
        stale,
        config.integer("CARILLON_KEYS_PER_ADDRESS", USUAL.perAddress, 1, MOST),
        config.integer("CARILLON_KEYS_AT_ONCE", USUAL.atOnce, 1, MOST));
  }
}
