package dev.carillon.notifier.queue;

import dev.carillon.notifier.domain.queue.QueueLimits;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Leases that have expired on the database's clock though their worker's session lives: of a worker
 * that is cut off, of a claim whose answer was lost, or of the living, when that clock was moved.
 * Which of these, only time tells, on this process's monotonic clock: the living renew theirs
 * within a second. One context only.
 */
final class Overdue {
  private static final long PATIENCE = QueueLimits.PATIENCE.toNanos();
  private static final long LONGEST_GAP = QueueLimits.LEASE_LIFE.toNanos();

  private final Map<Long, Long> since = new HashMap<>(); // by lease
  private long lastNanos;

  /** Nothing was seen yet. */
  Overdue() {}

  /** Those that have been expired in every look for so long that nobody can be alive with them. */
  Set<Long> leases(long nowNanos) {
    if (nowNanos - lastNanos > LONGEST_GAP) {
      since.clear(); // who could not look could not see them renewed, nor could they be
    }
    Set<Long> overdue = new HashSet<>();
    since.forEach(
        (lease, seen) -> {
          if (nowNanos - seen >= PATIENCE) {
            overdue.add(lease);
          }
        });
    return overdue;
  }

  /** What was expired in a look that was sent then. */
  void saw(Set<Long> expired, long sentNanos) {
    lastNanos = sentNanos;
    since.keySet().retainAll(expired);
    expired.forEach(lease -> since.putIfAbsent(lease, sentNanos));
  }
}
