package dev.carillon.notifier.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What looks like death in one look: a worker whose session has ended, a lease that has expired on
 * the database's clock. The living lose sessions too, when the server restarts or changes over, and
 * clocks are moved; but they take their leases over, and renew them, within a second of the
 * database being there. So it must be seen in every look for a while, on this process's monotonic
 * clock, and the looks must not be far apart: who could not look could not see them return, nor
 * could they. One context only.
 */
final class Sightings {
  private final long longEnough;
  private final long longestGap;
  private final Map<Long, Long> since = new HashMap<>();
  private long lastNanos;

  /**
   * Nothing was seen yet.
   *
   * @param longEnough for how long a sighting must last before it is believed
   * @param longestGap what lies between two looks at most; after a longer one all begins anew
   */
  Sightings(Duration longEnough, Duration longestGap) {
    this.longEnough = longEnough.toNanos();
    this.longestGap = longestGap.toNanos();
  }

  /** Those that have been seen in every look for long enough. */
  Set<Long> confirmed(long nowNanos) {
    if (nowNanos - lastNanos > longestGap) {
      clear();
    }
    Set<Long> confirmed = new HashSet<>();
    since.forEach(
        (id, seen) -> {
          if (nowNanos - seen >= longEnough) {
            confirmed.add(id);
          }
        });
    return confirmed;
  }

  /** Whether there are some, confirmed or not. */
  boolean areSome() {
    return !since.isEmpty();
  }

  /** What was seen in a look that was sent then. */
  void saw(Set<Long> ids, long sentNanos) {
    lastNanos = sentNanos;
    since.keySet().retainAll(ids);
    ids.forEach(id -> since.putIfAbsent(id, sentNanos));
  }

  /** A look failed. */
  void clear() {
    since.clear();
  }
}
