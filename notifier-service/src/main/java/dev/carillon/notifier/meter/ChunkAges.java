package dev.carillon.notifier.meter;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * For how long chunks have been in the queue, which their rows do not say: chunks are numbered, and
 * one whose number had been given out at some look is at least as old as that. So ages are short by
 * the time between two looks at most, and begin with the process. One context only.
 */
final class ChunkAges {
  /** More than a day of looks every five seconds. */
  private static final int MOST = 20_000;

  private final TreeMap<Long, Long> seen = new TreeMap<>(); // the highest number, and when

  /** A look that was sent then has seen this as the highest number so far. */
  void saw(long highest, long sentNanos) {
    seen.putIfAbsent(highest, sentNanos);
    if (seen.size() > MOST) {
      seen.pollFirstEntry();
    }
  }

  /** How old a chunk is at least; zero for none. */
  Duration of(@Nullable Long chunk, long nowNanos) {
    Map.Entry<Long, Long> first = chunk == null ? null : seen.ceilingEntry(chunk);
    return first == null ? Duration.ZERO : Duration.ofNanos(nowNanos - first.getValue());
  }

  /** Chunks below this number are gone; what was seen before it will not be asked for. */
  void forget(long below) {
    seen.headMap(below, false).clear();
  }
}
